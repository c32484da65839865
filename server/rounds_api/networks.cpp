#include "server/knowledge/networks.hpp"

#include "server/rounds_api/describe.hpp"
#include "server/rounds_api/forms.hpp"
#include "server/rounds_api/handlers.hpp"
#include "storage/audit.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"

namespace rounds::rounds_api {
namespace {

using storage::Account;

/// The role and the account that a request names.
struct RoleForm
{
    std::optional<AccountId> account;
    std::string role;
};

RoleForm role_form(const Params& params)
{
    return {parse_id<AccountId>(params.text_or("account_id", "")), params.text_or("role", "")};
}

using RoleVerb = result<void> (*)(Transaction&, const Account&, NetworkId, AccountId, std::string_view);

Answer change_role(Context& ctx, RoleVerb verb)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return app::problem(id.error());
    const auto form = role_form(ctx.params());
    if (!form.account) co_return invalid("account_id");
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto done = verb(tx, by, *id, *form.account, form.role);
        if (!done) return done.error();
        const auto network = storage::networks::find(tx, *id);
        if (!network) return network.error();
        return network_json(tx, *network, by.id);
    };
    co_return co_await act(ctx, body, "role");
}

} // namespace

/// GET /networks: those of this instance that are open.
Answer list_networks(Context& ctx)
{
    const auto body = [&](Transaction& tx) -> result<json::value> {
        json::array all;
        for (const auto& network : storage::networks::list(tx, limit_of(ctx.params())))
            if (knowledge::may_read(tx, network, ctx.viewer_id()))
                all.push_back(network_json(tx, network, ctx.viewer_id()));
        return all;
    };
    co_return co_await show(ctx, body);
}

/// POST /networks: by moderators and administrators of this instance.
Answer open_network(Context& ctx)
{
    knowledge::NetworkForm form;
    if (const auto wrong = read_network(ctx.params(), form); !wrong.empty()) co_return invalid(wrong);
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto network = knowledge::open_network(tx, ctx.app().urls, ctx.app().keyring, by, form);
        if (!network) return network.error();
        return network_json(tx, *network, by.id);
    };
    co_return co_await act(ctx, body, "username");
}

Answer show_network(Context& ctx)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return app::problem(id.error());
    const auto body = [&](Transaction& tx) -> result<json::value> {
        const auto network = storage::networks::find(tx, *id);
        if (!network || !knowledge::may_read(tx, *network, ctx.viewer_id())) return errc::not_found;
        return network_json(tx, *network, ctx.viewer_id());
    };
    co_return co_await show(ctx, body);
}

/// PATCH /networks/:id: fields that are not named stay.
Answer change_network(Context& ctx)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return app::problem(id.error());
    std::string_view wrong;
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) -> result<json::value> {
        const auto by = storage::accounts::find(tx, ctx.account_id());
        const auto network = storage::networks::find(tx, *id);
        if (!by || !network) return errc::not_found;
        if (!knowledge::may_steward(tx, *network, by->id)) return errc::forbidden;
        auto form = knowledge::form_of(*network);
        wrong = read_network(ctx.params(), form);
        if (!wrong.empty()) return errc::invalid_argument;
        const auto changed = knowledge::change_network(tx, ctx.app().urls, *by, *id, form);
        if (!changed) return changed.error();
        return network_json(tx, *changed, by->id);
    });
    if (!wrong.empty()) co_return invalid(wrong);
    if (!done) co_return fail(done.error(), state_field);
    wake(ctx);
    co_return http::json_response(*done);
}

/// POST /networks/:id/roles {account_id, role}
Answer give_role(Context& ctx)
{
    co_return co_await change_role(ctx, knowledge::give_role);
}

/// DELETE /networks/:id/roles {account_id, role}
Answer take_role(Context& ctx)
{
    co_return co_await change_role(ctx, knowledge::take_role);
}

/// POST /networks/:id/quote_consent {granted}: for the asking account's posts, of the past as well.
Answer set_quote_consent(Context& ctx)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return app::problem(id.error());
    const auto granted = ctx.params().flag("granted");
    if (!granted) co_return invalid("granted");
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto network = storage::networks::find(tx, *id);
        if (!network) return network.error();
        storage::chats::set_quote_consent(tx, *id, by.id, *granted, now);
        storage::audit::Entry entry;
        entry.actor = by.id;
        entry.via = "api";
        entry.action = *granted ? "consent.give" : "consent.withdraw";
        entry.target_kind = "network";
        entry.target = to_int(*id);
        storage::audit::add(tx, entry);
        return json::object{{"network_id", to_string(*id)}, {"granted", *granted}};
    };
    co_return co_await act(ctx, body);
}

} // namespace rounds::rounds_api
