#include "server/app/guarded.hpp"
#include "server/knowledge/exports.hpp"
#include "server/knowledge/marks.hpp"
#include "server/knowledge/networks.hpp"
#include "server/rounds_api/describe.hpp"
#include "server/rounds_api/handlers.hpp"
#include "storage/networks.hpp"
#include "storage/summaries.hpp"

#include <boost/json/serialize.hpp>

namespace rounds::rounds_api {
namespace {

using References = std::vector<storage::SummaryReference>;
using storage::Account;

struct Format
{
    std::string_view name;
    std::string_view content_type;
    std::string (*write)(const References&);
};

std::string csl_text(const References& references)
{
    return json::serialize(knowledge::to_csl_json(references));
}

constexpr Format formats[] = {
    {"ris", "application/x-research-info-systems; charset=utf-8", knowledge::to_ris},
    {"bib", "application/x-bibtex; charset=utf-8", knowledge::to_bibtex},
    {"json", "application/vnd.citationstyles.csl+json", csl_text},
    {"txt", "text/plain; charset=utf-8", knowledge::to_ama_text},
};

/// The summary when the viewer may read it: those who work on it see the newest wording, others what was published.
result<storage::SummaryVersion> readable(Transaction& tx, const Context& ctx, SummaryId id)
{
    const auto summary = storage::summaries::find(tx, id);
    if (!summary) return summary.error();
    const auto network = storage::networks::find(tx, summary->network);
    if (!network || !knowledge::may_read(tx, *network, ctx.viewer_id())) return errc::not_found;
    const auto viewer = ctx.viewer_id();
    if (viewer && knowledge::may_see_drafts(tx, *summary, *viewer, ctx.app().clock.now()))
        return storage::summaries::find_version(tx, id, summary->version);
    return storage::summaries::published_version(tx, id);
}

json::value count_json(std::optional<std::int64_t> count)
{
    if (!count) return nullptr;
    return json::value(*count);
}

json::object marks_json(Transaction& tx, SummaryId id, std::optional<AccountId> viewer)
{
    const auto marks = knowledge::marks_of(tx, id, viewer);
    json::object out;
    out["helpful"] = count_json(marks.helpful);
    out["unclear"] = count_json(marks.unclear);
    out["ask"] = count_json(marks.ask);
    out["own"] = string_or_null(marks.own);
    return out;
}

} // namespace

/// GET /summaries/:id/references/:format: ris, bib, json (CSL), txt (AMA).
Answer export_references(Context& ctx)
{
    const auto id = ctx.path_id<SummaryId>("id");
    if (!id) co_return app::problem(id.error());
    const Format* format = nullptr;
    for (const auto& one : formats)
        if (one.name == ctx.path_text("format")) format = &one;
    if (format == nullptr) co_return app::problem(errc::not_found);
    const auto wording = co_await ctx.app().db.transact([&](Transaction& tx) { return readable(tx, ctx, *id); });
    if (!wording) co_return app::problem(wording.error());
    Response response;
    response.content_type = format->content_type;
    response.body = format->write(wording->references);
    response.headers.set(
        "Content-Disposition",
        "attachment; filename=\"references-" + to_string(*id) + '.' + std::string(format->name) + '"'
    );
    co_return response;
}

/// GET /summaries/:id/marks: what readers said, small sums left out.
Answer show_marks(Context& ctx)
{
    const auto id = ctx.path_id<SummaryId>("id");
    if (!id) co_return app::problem(id.error());
    const auto body = [&](Transaction& tx) -> result<json::value> {
        if (const auto wording = readable(tx, ctx, *id); !wording) return wording.error();
        return marks_json(tx, *id, ctx.viewer_id());
    };
    co_return co_await show(ctx, body);
}

/// POST /summaries/:id/mark {mark}: helpful, unclear, ask, or nothing.
Answer mark_summary(Context& ctx)
{
    const auto id = ctx.path_id<SummaryId>("id");
    if (!id) co_return app::problem(id.error());
    const auto mark = ctx.params().text_or("mark", "");
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto marked = knowledge::mark_summary(tx, by, *id, mark);
        if (!marked) return marked.error();
        return marks_json(tx, *id, by.id);
    };
    co_return co_await act(ctx, body, "mark");
}

/// POST /summaries/:id/retract {reason}: by its author or a steward.
Answer retract_summary(Context& ctx)
{
    const auto id = ctx.path_id<SummaryId>("id");
    if (!id) co_return app::problem(id.error());
    const std::string reason(ctx.params().text_or("reason", ""));
    if (reason.empty()) co_return invalid("reason");
    privacy::Submission submission;
    submission.for_organisation = true;
    submission.pieces = {{"summary", reason}};
    auto refused = co_await app::refuse_identifiers(ctx, std::move(submission));
    if (refused) co_return std::move(*refused);
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto found = storage::summaries::find(tx, *id);
        if (!found || !found->published_at) return errc::not_found;
        const auto summary = knowledge::retract_summary(tx, ctx.app().urls, by, *id, reason, now);
        if (!summary) return summary.error();
        const auto wording = storage::summaries::published_version(tx, *id);
        if (!wording) return wording.error();
        return summary_json(tx, ctx.app().urls, *summary, *wording);
    };
    co_return co_await act(ctx, body);
}

} // namespace rounds::rounds_api
