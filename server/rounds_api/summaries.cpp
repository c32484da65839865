#include "server/knowledge/summaries.hpp"
#include "server/app/guarded.hpp"
#include "server/knowledge/networks.hpp"
#include "server/rounds_api/describe.hpp"
#include "server/rounds_api/forms.hpp"
#include "server/rounds_api/handlers.hpp"
#include "storage/networks.hpp"
#include "storage/summaries.hpp"

namespace rounds::rounds_api {
namespace {

using storage::Account;

bool sees_drafts(Transaction& tx, const Context& ctx, const storage::Summary& summary)
{
    return ctx.viewer_id() && knowledge::may_see_drafts(tx, summary, *ctx.viewer_id(), ctx.app().clock.now());
}

/// The wording that the viewer may read: the newest for those who work on it, else the last that was published.
result<storage::SummaryVersion> readable(Transaction& tx, const Context& ctx, const storage::Summary& summary)
{
    const auto network = storage::networks::find(tx, summary.network);
    if (!network || !knowledge::may_read(tx, *network, ctx.viewer_id())) return errc::not_found;
    if (sees_drafts(tx, ctx, summary)) return storage::summaries::find_version(tx, summary.id, summary.version);
    return storage::summaries::published_version(tx, summary.id);
}

/// What an edit says in the hospital's name. References name authors and days, as they should.
privacy::Submission texts_in(const Params& params, std::vector<std::string>& keep)
{
    for (const auto* field :
         {"title", "key_message", "what_you_can_do", "uncertain", "body", "for_clinicians", "funding"})
        keep.push_back(params.text_or(field, ""));
    for (const auto& statement : params.objects("statements")) keep.push_back(statement.text_or("content", ""));
    privacy::Submission submission;
    submission.for_organisation = true;
    for (const auto& text : keep) submission.pieces.push_back({"summary", text});
    return submission;
}

} // namespace

/// POST /chats/:id/summaries: a draft from the transcript of a closed chat, by stewards and hosts.
Answer draft_summary(Context& ctx)
{
    const auto id = ctx.path_id<ChatId>("id");
    if (!id) co_return app::problem(id.error());
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto summary = knowledge::draft_from_chat(tx, ctx.app().urls, by, *id, now);
        if (!summary) return summary.error();
        const auto wording = storage::summaries::find_version(tx, summary->id, summary->version);
        if (!wording) return wording.error();
        return summary_json(tx, ctx.app().urls, *summary, *wording);
    };
    co_return co_await act(ctx, body);
}

/// GET /networks/:id/summaries: published ones, the last first.
Answer list_summaries(Context& ctx)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return app::problem(id.error());
    const auto body = [&](Transaction& tx) -> result<json::value> {
        const auto network = storage::networks::find(tx, *id);
        if (!network || !knowledge::may_read(tx, *network, ctx.viewer_id())) return errc::not_found;
        json::array all;
        for (const auto& summary : storage::summaries::list(tx, *id, limit_of(ctx.params())))
            if (const auto wording = storage::summaries::published_version(tx, summary.id))
                all.push_back(summary_json(tx, ctx.app().urls, summary, *wording));
        return all;
    };
    co_return co_await show(ctx, body);
}

Answer show_summary(Context& ctx)
{
    const auto id = ctx.path_id<SummaryId>("id");
    if (!id) co_return app::problem(id.error());
    const auto body = [&](Transaction& tx) -> result<json::value> {
        const auto summary = storage::summaries::find(tx, *id);
        if (!summary) return summary.error();
        const auto wording = readable(tx, ctx, *summary);
        if (!wording) return wording.error();
        return summary_json(tx, ctx.app().urls, *summary, *wording);
    };
    co_return co_await show(ctx, body);
}

/// PATCH /summaries/:id: fields that are not named stay. By its author or a steward, before it is published.
Answer edit_summary(Context& ctx)
{
    const auto id = ctx.path_id<SummaryId>("id");
    if (!id) co_return app::problem(id.error());
    const auto now = ctx.app().clock.now();
    std::vector<std::string> texts;
    auto refused = co_await app::refuse_identifiers(ctx, texts_in(ctx.params(), texts));
    if (refused) co_return std::move(*refused);
    std::string_view wrong;
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) -> result<json::value> {
        wrong = {};
        const auto by = storage::accounts::find(tx, ctx.account_id());
        const auto summary = storage::summaries::find(tx, *id);
        if (!by || !summary || !readable(tx, ctx, *summary)) return errc::not_found;
        if (!knowledge::may_edit(tx, *summary, by->id)) return errc::forbidden;
        auto wording = storage::summaries::find_version(tx, *id, summary->version);
        if (!wording) return wording.error();
        wrong = read_wording(ctx.params(), *wording);
        if (!wrong.empty()) return errc::invalid_argument;
        const auto edited = knowledge::edit_draft(tx, *by, *id, std::move(*wording), now);
        if (!edited) return edited.error();
        if (const auto date = ctx.params().text("next_review_at")) {
            const auto set = knowledge::set_next_review(tx, *by, *id, *date, now);
            if (!set) wrong = "next_review_at";
            if (!set) return set.error();
        }
        const auto changed = storage::summaries::find(tx, *id);
        if (!changed) return changed.error();
        return summary_json(tx, ctx.app().urls, *changed, *edited);
    });
    if (!wrong.empty()) co_return invalid(wrong);
    if (!done) co_return fail(done.error(), state_field);
    co_return http::json_response(*done);
}

/// GET /summaries/:id/versions: every wording that was published, oldest first; those who work on it see the newest
/// too.
Answer list_versions(Context& ctx)
{
    const auto id = ctx.path_id<SummaryId>("id");
    if (!id) co_return app::problem(id.error());
    const auto body = [&](Transaction& tx) -> result<json::value> {
        const auto summary = storage::summaries::find(tx, *id);
        if (!summary || !readable(tx, ctx, *summary)) return errc::not_found;
        const bool all_of_them = sees_drafts(tx, ctx, *summary);
        json::array all;
        for (const auto& wording : storage::summaries::versions(tx, *id))
            if (all_of_them || wording.published_at) all.push_back(wording_json(tx, wording));
        return all;
    };
    co_return co_await show(ctx, body);
}

} // namespace rounds::rounds_api
