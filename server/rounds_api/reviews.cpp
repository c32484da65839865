#include "server/app/guarded.hpp"
#include "server/knowledge/obstacles.hpp"
#include "server/knowledge/summaries.hpp"
#include "server/rounds_api/describe.hpp"
#include "server/rounds_api/forms.hpp"
#include "server/rounds_api/handlers.hpp"
#include "storage/summaries.hpp"

#include <cmath>
#include <fmt/format.h>

namespace rounds::rounds_api {
namespace {

using storage::Account;

/// Drafts are hidden from all who do not work on them: for others this is the same as absent.
result<storage::Summary> find_worked_on(Transaction& tx, const Account& by, SummaryId id, Time now)
{
    auto summary = storage::summaries::find(tx, id);
    if (summary && !summary->published_at && !knowledge::may_see_drafts(tx, *summary, by.id, now))
        return errc::not_found;
    return summary;
}

result<json::value> newest_json(Transaction& tx, const social::Urls& urls, SummaryId id)
{
    const auto summary = storage::summaries::find(tx, id);
    if (!summary) return summary.error();
    const auto wording = storage::summaries::find_version(tx, id, summary->version);
    if (!wording) return wording.error();
    return summary_json(tx, urls, *summary, *wording);
}

json::array obstacles_json(const std::vector<knowledge::Obstacle>& obstacles)
{
    json::array all;
    for (const auto& obstacle : obstacles) {
        json::object entry;
        entry["rule"] = obstacle.rule;
        entry["advice"] = obstacle.advice;
        all.push_back(std::move(entry));
    }
    return all;
}

json::value rounded(const std::optional<double>& value)
{
    constexpr double steps = 10;
    return value ? json::value(std::round(*value * steps) / steps) : nullptr;
}

json::value readability_json(const std::optional<knowledge::TextCounts>& counts)
{
    if (!counts) return nullptr;
    json::object out;
    out["words"] = counts->words;
    out["sentences"] = counts->sentences;
    out["flesch_kincaid_grade"] = rounded(knowledge::flesch_kincaid_grade(*counts));
    out["flesch_reading_ease"] = rounded(knowledge::flesch_reading_ease(*counts));
    out["smog_grade"] = rounded(knowledge::smog_grade(*counts));
    return out;
}

/// One step of a summary's life: `verb(tx, by, id, now)`, answered with the summary.
template <class Verb> Answer step(Context& ctx, Verb& verb, std::string_view field = state_field)
{
    const auto id = ctx.path_id<SummaryId>("id");
    if (!id) co_return app::problem(id.error());
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto summary = find_worked_on(tx, by, *id, now);
        if (!summary) return summary.error();
        const auto done = verb(tx, by, *id, now);
        if (!done) return done.error();
        return newest_json(tx, ctx.app().urls, *id);
    };
    co_return co_await act(ctx, body, field);
}

Response not_ready(const std::vector<knowledge::Obstacle>& obstacles)
{
    json::object body;
    body["error"] = fmt::format("Validation failed: {}", obstacles.front().advice);
    body["field"] = obstacles.front().rule;
    body["obstacles"] = obstacles_json(obstacles);
    return http::json_response(body, 422);
}

} // namespace

/// POST /summaries/:id/interests {statement}: by everyone who works on it, for themselves; "none" must be said.
Answer declare_interest(Context& ctx)
{
    const auto statement = ctx.params().text_or("statement", "");
    const auto verb = [&](Transaction& tx, const Account& by, SummaryId id, Time now) {
        return knowledge::declare_interest(tx, by, id, statement, now);
    };
    co_return co_await step(ctx, verb, "statement");
}

Answer submit_summary(Context& ctx)
{
    const auto verb = [](Transaction& tx, const Account& by, SummaryId id, Time now) {
        return knowledge::submit_for_review(tx, by, id, now);
    };
    co_return co_await step(ctx, verb);
}

/// POST /summaries/:id/review {grades}: a verified clinician who is neither author nor editor signs this wording.
Answer review_summary(Context& ctx)
{
    std::vector<knowledge::Grade> grades;
    if (const auto wrong = read_grades(ctx.params(), grades); !wrong.empty()) co_return invalid(wrong);
    const auto verb = [&](Transaction& tx, const Account& by, SummaryId id, Time now) {
        return knowledge::sign_review(tx, by, id, grades, now);
    };
    co_return co_await step(ctx, verb, grades.empty() ? state_field : "grades");
}

/// GET /summaries/:id/obstacles: what keeps the newest wording from being published.
Answer list_obstacles(Context& ctx)
{
    const auto id = ctx.path_id<SummaryId>("id");
    if (!id) co_return app::problem(id.error());
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx) -> result<json::value> {
        const auto summary = storage::summaries::find(tx, *id);
        if (!summary || !knowledge::may_see_drafts(tx, *summary, ctx.account_id(), now)) return errc::not_found;
        const auto assessment = knowledge::assess(tx, *id, now);
        json::object out;
        out["obstacles"] = obstacles_json(assessment.obstacles);
        out["advice"] = obstacles_json(assessment.advice);
        out["readability"] = readability_json(assessment.counts);
        return out;
    };
    co_return co_await show(ctx, body);
}

namespace {

/// What would be published, also what was drawn from posts and nobody has edited since. It lives in `keep`.
asio::awaitable<privacy::Submission> final_text(Context& ctx, SummaryId id, std::vector<std::string>& keep)
{
    const auto wording = co_await ctx.app().db.transact([&](Transaction& tx) -> result<storage::SummaryVersion> {
        const auto summary = storage::summaries::find(tx, id);
        if (!summary || !knowledge::may_edit(tx, *summary, ctx.account_id())) return errc::not_found;
        return storage::summaries::find_version(tx, id, summary->version);
    });
    privacy::Submission submission;
    submission.for_organisation = true;
    if (!wording) co_return submission;
    keep = knowledge::texts_of(*wording);
    for (const auto& text : keep) submission.pieces.push_back({"summary", text});
    co_return submission;
}

} // namespace

/// POST /summaries/:id/publish: 422 with all obstacles while there are any.
Answer publish_summary(Context& ctx)
{
    const auto id = ctx.path_id<SummaryId>("id");
    if (!id) co_return app::problem(id.error());
    const auto now = ctx.app().clock.now();
    std::vector<std::string> texts;
    auto submission = co_await final_text(ctx, *id, texts);
    auto refused = co_await app::refuse_identifiers(ctx, std::move(submission));
    if (refused) co_return std::move(*refused);
    std::vector<knowledge::Obstacle> obstacles;
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) -> result<json::value> {
        obstacles.clear();
        const auto by = storage::accounts::find(tx, ctx.account_id());
        if (!by) return by.error();
        const auto summary = find_worked_on(tx, *by, *id, now);
        if (!summary) return summary.error();
        if (!knowledge::may_edit(tx, *summary, by->id)) return errc::forbidden;
        obstacles = knowledge::obstacles(tx, *id, now);
        if (!obstacles.empty()) return errc::invalid_argument;
        const auto published = knowledge::publish(tx, ctx.app().urls, *by, *id, now);
        if (!published) return published.error();
        return newest_json(tx, ctx.app().urls, *id);
    });
    if (!obstacles.empty()) co_return not_ready(obstacles);
    if (!done) co_return fail(done.error(), state_field);
    wake(ctx);
    co_return http::json_response(*done);
}

/// POST /summaries/:id/corrections {reason}
Answer correct_summary(Context& ctx)
{
    const auto reason = ctx.params().text_or("reason", "");
    const auto verb = [&](Transaction& tx, const Account& by, SummaryId id, Time now) {
        return knowledge::start_correction(tx, by, id, reason, now);
    };
    co_return co_await step(ctx, verb, reason.empty() ? "reason" : state_field);
}

} // namespace rounds::rounds_api
