#include "server/app/guarded.hpp"

#include "server/app/app.hpp"
#include "server/social/text/sanitize.hpp"
#include "server/social/visibility.hpp"
#include "storage/accounts.hpp"

namespace rounds::app {
namespace {

using storage::Transaction;

/// Whom it answers and what they wrote.
void add_parent(Transaction& tx, privacy::Submission& submission, StatusId id)
{
    const auto parent = social::find_visible(tx, id, submission.account);
    submission.reply_to_other = parent && parent->account != submission.account;
    if (!submission.reply_to_other) return;
    submission.parent = text::to_plain_text(parent->content);
    const auto user = storage::accounts::find_user(tx, parent->account);
    submission.parent_by_staff = user && privacy::is_staff(*user);
}

http::Response refused(const privacy::Refusal& refusal)
{
    json::object guard;
    guard["action"] = privacy::name_of(refusal.action);
    json::array parts;
    for (const auto& part : refusal.parts)
        parts.push_back(json::object{
            {"place", part.place},
            {"type", part.kind},
            {"start", part.span.start},
            {"end", part.span.end},
            {"suggestion", string_or_null(part.suggestion)},
        });
    guard["found"] = std::move(parts);
    json::object body;
    body["error"] = refusal.text;
    body["guard"] = std::move(guard);
    return http::json_response(body, 422);
}

} // namespace

boost::asio::awaitable<std::optional<http::Response>>
refuse_identifiers(Context& ctx, privacy::Submission submission, std::optional<StatusId> parent)
{
    const auto& guard = ctx.app().guard;
    submission.account = ctx.account_id();
    submission.reply_to_other = parent.has_value(); // until the database tells whose it is
    if (!guard.suspects(submission)) co_return std::nullopt;
    const auto now = ctx.app().clock.now();
    const auto refusal = co_await ctx.app().db.transact([&](Transaction& tx) {
        if (parent) add_parent(tx, submission, *parent);
        return guard.judge(tx, submission, now);
    });
    if (!refusal) co_return std::nullopt;
    co_return refused(*refusal);
}

std::vector<privacy::Piece>
pieces_of_status(const http::Params& params, std::string_view place, std::vector<std::string>& keep)
{
    keep = {params.text_or("status", ""), params.text_or("spoiler_text", "")};
    std::vector<std::string_view> places{place, "content_warning"};
    const auto add = [&](std::string_view where, std::string text) {
        if (text.empty()) return;
        places.push_back(where);
        keep.push_back(std::move(text));
    };
    for (auto& option : params.object("poll").texts("options")) add("poll", std::move(option));
    for (const auto& file : params.objects("media_attributes")) add("alt_text", file.text_or("description", ""));
    std::vector<privacy::Piece> pieces;
    for (std::size_t i = 0; i < keep.size(); ++i) pieces.push_back({places[i], keep[i]});
    return pieces;
}

social::Care care_of(const Config& config)
{
    social::Care care;
    care.regions = config.guard.regions;
    care.help_lines = config.guard.help_lines;
    care.on_call = config.guard.on_call;
    care.alarm = std::chrono::minutes(config.guard.crisis_alarm_minutes);
    care.queue = std::chrono::hours(config.guard.crisis_queue_hours);
    care.adverse_events = config.guard.adverse_events;
    care.report_within = std::chrono::days(config.guard.adverse_event_days);
    return care;
}

} // namespace rounds::app
