#include "admin/console/routes.hpp"

#include "admin/console/pages.hpp"
#include "admin/console/visit.hpp"
#include "server/app/app.hpp"
#include "server/app/config.hpp"
#include "server/app/tokens.hpp"
#include "server/web/forms.hpp"
#include "server/web/page.hpp"
#include "storage/accounts.hpp"
#include "storage/break_glass.hpp"
#include "storage/guard.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rounds::console {
namespace {

using boost::asio::awaitable;
using http::Method;
using Handler = awaitable<http::Response> (*)(Visit&);

constexpr std::size_t form_bytes = 2U << 20;

/// THE check of who may: everything below /console passes it. Members meet what a stranger with a session would:
/// nothing.
awaitable<http::Response> gate(app::Context& ctx, Least least, Handler handler)
{
    const auto role = ctx.viewer()->role;
    const bool admin = role == "admin";
    if (!admin && role != "moderator") co_return web::error_page(ctx, 404);
    if (least == Least::admin && !admin) co_return web::error_page(ctx, 403);
    if (ctx.request().method == Method::post && !web::check_form(ctx)) co_return web::error_page(ctx, 403);
    const auto account = ctx.account_id();
    bool opens = false;
    bool safety = false;
    const auto locale = co_await ctx.app().tokens.operator_db().read([&](storage::Transaction& tx) {
        opens = storage::break_glass::has_right(tx, account);
        safety = storage::guard::is_on_call(tx, ctx.app().config.guard.safety_contacts, account);
        const auto user = storage::accounts::find_user(tx, account);
        return user ? user->locale : std::string{};
    });
    if (least == Least::break_glass && !opens) co_return web::error_page(ctx, 404);
    if (least == Least::safety_contact && !safety) co_return web::error_page(ctx, 404);
    Visit visit{ctx, words_in(locale), admin, opens, safety};
    co_return co_await handler(visit);
}

template <Least least, Handler handler> awaitable<http::Response> guarded(app::Context& ctx)
{
    return gate(ctx, least, handler);
}

struct Entry
{
    app::Route route;
    Least least;
};

template <Least least, Handler handler>
constexpr Entry entry(Method method, std::string_view path, std::size_t body_limit = 0)
{
    return {{method, path, app::Auth::session, "", guarded<least, handler>, app::Rate::page, body_limit}, least};
}

constexpr auto moderator = Least::moderator;
constexpr auto safety_contact = Least::safety_contact;
constexpr auto admin = Least::admin;
constexpr auto break_glass = Least::break_glass;

constexpr std::array entries{
    entry<moderator, start>(Method::get, "/console"),
    entry<moderator, reports>(Method::get, "/console/reports"),
    entry<moderator, report>(Method::get, "/console/reports/:id"),
    entry<moderator, handle_report>(Method::post, "/console/reports/:id/handle"),
    entry<moderator, held_posts>(Method::get, "/console/held"),
    entry<moderator, decide_held>(Method::post, "/console/held/:id"),
    entry<moderator, sign_ups>(Method::get, "/console/sign_ups"),
    entry<moderator, approve_sign_up>(Method::post, "/console/sign_ups/:id/approve"),
    entry<moderator, reject_sign_up>(Method::post, "/console/sign_ups/:id/reject"),
    entry<moderator, appeals>(Method::get, "/console/appeals"),
    entry<moderator, decide_appeal>(Method::post, "/console/appeals/:id"),
    entry<moderator, warning_presets>(Method::get, "/console/presets"),
    entry<moderator, add_preset>(Method::post, "/console/presets"),
    entry<moderator, remove_preset>(Method::post, "/console/presets/:id/remove"),
    entry<moderator, accounts>(Method::get, "/console/accounts"),
    entry<moderator, account>(Method::get, "/console/accounts/:id"),
    entry<moderator, act_on_account>(Method::post, "/console/accounts/:id/act"),
    entry<moderator, lift_from_account>(Method::post, "/console/accounts/:id/lift"),
    entry<admin, confirm_deletion>(Method::get, "/console/accounts/:id/delete"),
    entry<admin, delete_account>(Method::post, "/console/accounts/:id/delete"),
    entry<moderator, crises>(Method::get, "/console/crises"),
    entry<moderator, take_crisis>(Method::post, "/console/crises/:id/take"),
    entry<moderator, close_crisis>(Method::post, "/console/crises/:id/close"),
    entry<safety_contact, adverse_events>(Method::get, "/console/adverse_events"),
    entry<safety_contact, take_adverse_event>(Method::post, "/console/adverse_events/:id/take"),
    entry<safety_contact, finish_adverse_event>(Method::post, "/console/adverse_events/:id/done"),
    entry<admin, sign_up_blocks>(Method::get, "/console/blocks"),
    entry<admin, block_mail>(Method::post, "/console/blocks/mails"),
    entry<admin, unblock_mail>(Method::post, "/console/blocks/mails/:id/remove"),
    entry<admin, block_address>(Method::post, "/console/blocks/addresses"),
    entry<admin, unblock_address>(Method::post, "/console/blocks/addresses/:id/remove"),
    entry<admin, rosters>(Method::get, "/console/rosters"),
    entry<admin, decide_roster_change>(Method::post, "/console/rosters/changes/:id"),
    entry<admin, audit_log>(Method::get, "/console/audit"),
    entry<admin, peers>(Method::get, "/console/peers"),
    entry<admin, set_policy>(Method::post, "/console/peers"),
    entry<admin, remove_policy>(Method::post, "/console/peers/remove"),
    entry<admin, export_policies>(Method::get, "/console/peers/export"),
    entry<admin, import_policies>(Method::post, "/console/peers/import", form_bytes),
    entry<admin, networks>(Method::get, "/console/networks"),
    entry<moderator, network_decisions>(Method::get, "/console/decisions"),
    entry<moderator, undo_network_decision>(Method::post, "/console/networks/:id/undo"),
    entry<admin, revoke_credential>(Method::post, "/console/credentials/:id/revoke"),
    entry<admin, incident_list>(Method::get, "/console/incidents"),
    entry<admin, open_incident>(Method::post, "/console/incidents"),
    entry<admin, incident>(Method::get, "/console/incidents/:id"),
    entry<admin, change_incident>(Method::post, "/console/incidents/:id"),
    entry<admin, tell_of_incident>(Method::post, "/console/incidents/:id/told"),
    entry<admin, close_incident>(Method::post, "/console/incidents/:id/close"),
    entry<admin, incident_post>(Method::post, "/console/incidents/:id/posts"),
    entry<admin, incident_letter>(Method::get, "/console/incidents/:id/letters/:whom"),
    entry<admin, received>(Method::get, "/console/received"),
    entry<admin, switch_sensitive>(Method::post, "/console/networks/:id/sensitive"),
    entry<admin, settings>(Method::get, "/console/settings"),
    entry<break_glass, break_glass_page>(Method::get, "/console/break_glass"),
    entry<break_glass, open_conversation>(Method::post, "/console/break_glass"),
    entry<break_glass, read_conversation>(Method::get, "/console/break_glass/:id"),
    entry<break_glass, close_conversation>(Method::post, "/console/break_glass/:id/close"),
    entry<break_glass, review_opening>(Method::post, "/console/break_glass/:id/review"),
};

template <class T, class Part> constexpr auto column(Part part)
{
    return [&]<std::size_t... i>(std::index_sequence<i...>) {
        return std::array<T, sizeof...(i)>{part(entries[i])...};
    }(std::make_index_sequence<entries.size()>{});
}

constexpr auto route_table = column<app::Route>([](const Entry& one) { return one.route; });
constexpr auto least_table = column<Least>([](const Entry& one) { return one.least; });

} // namespace

std::span<const app::Route> routes()
{
    return route_table;
}

std::span<const Least> least_roles()
{
    return least_table;
}

} // namespace rounds::console
