#include "server/knowledge/stewardship.hpp"

#include "server/app/guarded.hpp"
#include "server/knowledge/references.hpp"
#include "server/rounds_api/describe.hpp"
#include "server/rounds_api/handlers.hpp"
#include "storage/network_doors.hpp"
#include "storage/networks.hpp"

/// What stewards look after beside the form of their network, and what a person agreed to on entering one.
namespace rounds::rounds_api {
namespace {

using storage::Account;

constexpr int most_listed = 80;

json::object resource_json(Transaction& tx, const storage::Resource& resource)
{
    json::object out;
    out["id"] = to_string(resource.id);
    out["network_id"] = to_string(resource.network);
    out["title"] = resource.title;
    out["note"] = resource.note;
    out["kind"] = resource.kind;
    out["value"] = resource.value;
    out["url"] = knowledge::canonical_url({resource.kind, resource.value});
    out["pinned"] = resource.pinned;
    out["added_by"] = account_json(tx, resource.added_by);
    out["created_at"] = to_iso8601(resource.created_at);
    return out;
}

json::array requests_json(Transaction& tx, const std::vector<Account>& asking)
{
    json::array all;
    for (const auto& account : asking) all.push_back(account_json(tx, account.id));
    return all;
}

} // namespace

/// GET /networks/:id/resources: pinned ones first.
Answer list_resources(Context& ctx)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return app::problem(id.error());
    const auto body = [&](Transaction& tx) -> result<json::value> {
        const auto network = storage::networks::find(tx, *id);
        if (!network || !knowledge::may_read(tx, *network, ctx.viewer_id())) return errc::not_found;
        json::array all;
        for (const auto& one : storage::network_resources::list(tx, *id, limit_of(ctx.params())))
            all.push_back(resource_json(tx, one));
        return all;
    };
    co_return co_await show(ctx, body);
}

/// POST /networks/:id/resources {title, address, note, pinned}: by stewards, hosts and clinician mentors.
Answer add_resource(Context& ctx)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return app::problem(id.error());
    knowledge::ResourceForm form;
    form.title = ctx.params().text_or("title", "");
    form.note = ctx.params().text_or("note", "");
    form.address = ctx.params().text_or("address", "");
    form.pinned = ctx.params().flag("pinned").value_or(false);
    if (const auto wrong = knowledge::wrong_field(form); !wrong.empty()) co_return invalid(wrong);
    privacy::Submission submission;
    submission.for_organisation = true;
    submission.pieces = {{"prompt", form.title}, {"prompt", form.note}};
    auto refused = co_await app::refuse_identifiers(ctx, std::move(submission));
    if (refused) co_return std::move(*refused);
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto added = knowledge::add_resource(tx, by, *id, form);
        if (!added) return added.error();
        return resource_json(tx, *added);
    };
    co_return co_await act(ctx, body, "address");
}

/// POST /resources/:id/pin {pinned}
Answer pin_resource(Context& ctx)
{
    const auto id = ctx.path_id<ResourceId>("id");
    if (!id) co_return app::problem(id.error());
    const bool pinned = ctx.params().flag("pinned").value_or(true);
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto changed = knowledge::pin_resource(tx, by, *id, pinned);
        if (!changed) return changed.error();
        return resource_json(tx, *changed);
    };
    co_return co_await act(ctx, body);
}

/// DELETE /resources/:id
Answer remove_resource(Context& ctx)
{
    const auto id = ctx.path_id<ResourceId>("id");
    if (!id) co_return app::problem(id.error());
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto removed = knowledge::remove_resource(tx, by, *id);
        if (!removed) return removed.error();
        return json::object{};
    };
    co_return co_await act(ctx, body);
}

/// GET /networks/:id/requests: who waits to be let in; for stewards.
Answer list_join_requests(Context& ctx)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return app::problem(id.error());
    const auto body = [&](Transaction& tx) -> result<json::value> {
        const auto by = storage::accounts::find(tx, ctx.account_id());
        if (!by) return by.error();
        const auto asking = knowledge::join_requests(tx, *by, *id, most_listed);
        if (!asking) return asking.error();
        return requests_json(tx, *asking);
    };
    co_return co_await show(ctx, body);
}

/// POST /networks/:id/requests {account_id, accepted}: answers with those who still wait.
Answer decide_join_request(Context& ctx)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return app::problem(id.error());
    const auto asker = parse_id<AccountId>(ctx.params().text_or("account_id", ""));
    if (!asker) co_return invalid("account_id");
    const auto accepted = ctx.params().flag("accepted");
    if (!accepted) co_return invalid("accepted");
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto decided = knowledge::decide_request(tx, by, *id, *asker, *accepted);
        if (!decided) return decided.error();
        const auto asking = knowledge::join_requests(tx, by, *id, most_listed);
        if (!asking) return asking.error();
        return requests_json(tx, *asking);
    };
    co_return co_await act(ctx, body);
}

/// GET /consents: what the person agreed to in networks, and what they took back: the same list as their page has.
Answer list_consents(Context& ctx)
{
    const auto body = [&](Transaction& tx) -> result<json::value> {
        json::array all;
        for (const auto& consent : storage::networks::consents_of(tx, ctx.account_id(), most_listed)) {
            json::object out;
            out["kind"] = consent.kind;
            out["network_id"] = to_string(consent.network);
            out["network_title"] = consent.title;
            out["wording"] = consent.wording;
            out["granted_at"] = to_iso8601(consent.granted_at);
            out["withdrawn_at"] = time_or_null(consent.withdrawn_at);
            all.push_back(std::move(out));
        }
        return all;
    };
    co_return co_await show(ctx, body);
}

} // namespace rounds::rounds_api
