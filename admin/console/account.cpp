#include "admin/console/acts.hpp"
#include "admin/console/pages.hpp"
#include "server/app/app.hpp"
#include "server/app/tokens.hpp"
#include "server/web/cards.hpp"
#include "server/web/page.hpp"
#include "storage/admin_accounts.hpp"
#include "storage/base/text.hpp"
#include "storage/pseudonyms.hpp"

#include <map>

namespace rounds::console {
namespace {

using storage::Transaction;
using storage::admin_accounts::AdminAccount;
namespace records = storage::moderation;

constexpr int most_reports = 20;
constexpr int most_strikes = 50;
constexpr int most_entries = 100;
constexpr std::size_t excerpt_characters = 120;

/// How staff is named beside what they did; who left, and the operator, by a word.
class Names
{
public:
    Names(const Visit& visit, Transaction& tx) : visit_(&visit), tx_(&tx) {}

    std::string of(const std::optional<AccountId>& id)
    {
        if (!id) return visit_->words("by_operator");
        auto known = known_.find(*id);
        if (known == known_.end()) {
            const auto account = storage::accounts::find(*tx_, *id);
            known = known_.emplace(*id, account ? "@" + account->acct() : visit_->words("somebody_gone")).first;
        }
        return known->second;
    }

private:
    const Visit* visit_;
    Transaction* tx_;
    std::map<AccountId, std::string> known_;
};

void describe_log_in(const Visit& visit, Transaction& tx, const AdminAccount& one, json::object& values)
{
    values["has_log_in"] = one.user.has_value();
    if (!one.user) return;
    const auto user = storage::accounts::find_user(tx, one.user->account);
    if (!user) return;
    const auto now = visit.app().clock.now();
    values["role"] = visit.words("role_" + user->role);
    values["email"] = user->email;
    values["confirmed"] = when(user->confirmed_at);
    values["locale"] = user->locale;
    values["second_factor"] = visit.words(user->second_factor_at ? "yes" : "no");
    values["disabled"] = when(user->disabled_at);
    values["locked"] = user->locked_until && *user->locked_until > now ? when(user->locked_until) : std::string{};
    values["last_use"] = when(storage::admin_accounts::last_use(tx, user->account));
}

json::object who(const Visit& visit, Transaction& tx, const AdminAccount& one)
{
    const auto& account = one.view.account;
    auto values = web::account_values(visit.app().urls, account);
    values["id"] = to_string(account.id);
    values["domain"] = account.domain.value_or("");
    values["made"] = when(account.created_at);
    values["posts"] = std::to_string(one.view.stats.statuses);
    values["followers"] = std::to_string(one.view.stats.followers);
    values["last_post"] = when(one.view.stats.last_status_at);
    describe_log_in(visit, tx, one, values);
    return values;
}

/// What is in force, each with the action that is taken back.
json::array in_force(const Visit& visit, Transaction& tx, const AdminAccount& one)
{
    json::array list;
    const auto add = [&](bool on, std::string_view action, const std::optional<Time>& since) {
        if (!on) return;
        list.push_back(
            {{"action", action}, {"what", what_was_done(visit, action)}, {"since", since ? when(since) : std::string{}}}
        );
    };
    const auto& account = one.view.account;
    add(storage::pseudonyms::required(tx, account.id), "pseudonym", {});
    add(one.sensitized, "sensitive", {});
    add(account.silenced_at.has_value(), "silence", account.silenced_at);
    add(one.user && one.user->disabled_at, "disable", one.user ? one.user->disabled_at : std::nullopt);
    add(account.suspended_at.has_value(), "suspend", account.suspended_at);
    return list;
}

/// Open ones first, each the newest first.
json::array reports_like(const Visit& visit, Transaction& tx, records::ReportQuery query)
{
    json::array list;
    storage::accounts::Page page;
    page.limit = most_reports;
    for (const bool resolved : {false, true}) {
        query.resolved = resolved;
        for (const auto& one : storage::reports::find_all(tx, records::list_reports(tx, query, page)))
            list.push_back(
                {{"report", to_string(one.id)},
                 {"category", visit.words("category_" + one.category)},
                 {"when", when(one.created_at)},
                 {"excerpt", web::excerpt(one.comment, excerpt_characters)},
                 {"handled", when(one.handled_at)}}
            );
    }
    return list;
}

json::array strikes(const Visit& visit, Transaction& tx, Names& names, AccountId id)
{
    const auto all = records::strikes_of(tx, id, most_strikes);
    std::vector<StrikeId> ids;
    for (const auto& one : all) ids.push_back(one.id);
    std::map<StrikeId, records::Appeal> appeals;
    for (auto& one : records::appeals_of(tx, ids)) appeals.emplace(one.strike, std::move(one));
    json::array list;
    for (const auto& one : all) {
        const auto appeal = appeals.find(one.id);
        json::object row;
        row["what"] = what_was_done(visit, one.action);
        row["when"] = when(one.created_at);
        row["by"] = names.of(one.by);
        row["words"] = one.text;
        row["overruled"] = when(one.overruled_at);
        row["report"] = one.report ? to_string(*one.report) : std::string{};
        row["appeal"] = appeal == appeals.end() ? std::string{} : appeal->second.text;
        row["appeal_state"] =
            appeal == appeals.end() ? std::string{} : visit.words("appeal_" + std::string(appeal->second.state()));
        row["appeal_open"] = appeal != appeals.end() && appeal->second.open();
        list.push_back(std::move(row));
    }
    return list;
}

json::array history(const Visit& visit, Transaction& tx, Names& names, AccountId id)
{
    json::array list;
    for (const auto& one : records::log_of(tx, id, most_entries))
        list.push_back(
            {{"when", when(one.created_at)}, {"what", what_was_done(visit, one.action)}, {"by", names.of(one.by)}}
        );
    return list;
}

void put_list(json::object& values, std::string_view name, json::array list)
{
    values["has_" + std::string(name)] = !list.empty();
    values[name] = std::move(list);
}

json::object values_of(const Visit& visit, Transaction& tx, const AdminAccount& one)
{
    const auto id = one.view.account.id;
    auto values = who(visit, tx, one);
    const auto may = moderation::may_act(tx, staff_of(visit), id);
    values["may"] = may.has_value();
    values["may_delete"] = may && visit.admin && one.view.account.suspended_at;
    put_list(values, "states", in_force(visit, tx, one));
    put_list(values, "about", reports_like(visit, tx, {.resolved = false, .account = {}, .target = id}));
    put_list(values, "by_them", reports_like(visit, tx, {.resolved = false, .account = id, .target = {}}));
    Names names(visit, tx);
    put_list(values, "strikes", strikes(visit, tx, names, id));
    put_list(values, "log", history(visit, tx, names, id));
    return values;
}

awaitable<http::Response> show(Visit& visit, AccountId id, Act chosen, std::string_view problem)
{
    const auto report = parse_id<ReportId>(visit.ctx.params().text_or("report", ""));
    json::object values;
    const auto found = co_await visit.app().tokens.operator_db().read([&](Transaction& tx) -> result<void> {
        const auto one = storage::admin_accounts::view(tx, id);
        if (!one) return one.error();
        values = values_of(visit, tx, *one);
        values["act_fields"] = act_fields(visit, tx, chosen, Nothing::not_offered, problem);
        // One about somebody else, or dealt with, is not settled by what is done here.
        const auto reported =
            report ? storage::reports::find(tx, *report) : result<storage::reports::Report>(errc::gone);
        values["settles"] = reported && reported->target == id && !reported->handled_at ? to_string(*report) : "";
        return {};
    });
    if (!found) co_return web::error_page(visit.ctx, 404);
    co_return page(visit, {.name = "account", .title = "account", .values = std::move(values), .problem = problem});
}

std::string page_of(AccountId id)
{
    return "/console/accounts/" + to_string(id);
}

/// As people type it: with or without "@".
bool names_account(std::string_view typed, const storage::Account& account)
{
    typed = text::trim(typed);
    if (typed.starts_with('@')) typed.remove_prefix(1);
    return text::iequals(typed, account.acct());
}

awaitable<http::Response> ask_again(Visit& visit, AccountId id, std::string_view problem)
{
    json::object values;
    const auto found = co_await visit.app().tokens.operator_db().read([&](Transaction& tx) -> result<void> {
        const auto target = moderation::may_act(tx, staff_of(visit), id);
        if (!target) return target.error();
        if (!target->suspended_at) return errc::not_found;
        values = web::account_values(visit.app().urls, *target);
        values["id"] = to_string(id);
        return {};
    });
    if (!found) co_return web::error_page(visit.ctx, found.error() == errc::forbidden ? 403 : 404);
    co_return page(
        visit, {.name = "account_delete", .title = "account_delete", .values = std::move(values), .problem = problem}
    );
}

} // namespace

awaitable<http::Response> account(Visit& visit)
{
    const auto id = visit.ctx.path_id<AccountId>("id");
    if (!id) co_return web::error_page(visit.ctx, 404);
    Act nothing;
    nothing.action = "none";
    co_return co_await show(visit, *id, std::move(nothing), "");
}

/// As the admin API does it; it writes its own audit entry.
awaitable<http::Response> act_on_account(Visit& visit)
{
    const auto id = visit.ctx.path_id<AccountId>("id");
    if (!id) co_return web::error_page(visit.ctx, 404);
    auto chosen = act_in(visit.ctx.params());
    const auto report = parse_id<ReportId>(visit.ctx.params().text_or("report", ""));
    const auto outcome = co_await visit.app().tokens.operator_db().transact([&](Transaction& tx) -> result<void> {
        auto order = order_of(tx, *id, chosen);
        if (!order) return order.error();
        if (report) order->report = *report;
        const auto strike = moderation::act(tx, visit.app(), staff_of(visit), *order);
        if (!strike) return strike.error();
        return {};
    });
    if (!outcome && outcome.error() == errc::not_found) co_return web::error_page(visit.ctx, 404);
    if (!outcome) co_return co_await show(visit, *id, std::move(chosen), why_not(outcome.error()));
    moderation::settled(visit.app(), *id);
    // To where it shows: a warning is in force no longer than it takes to read it.
    const auto* place = chosen.action == "none" ? "#strikes" : "#states";
    co_return http::redirect(report ? std::string("/console/reports") : page_of(*id) + place);
}

awaitable<http::Response> lift_from_account(Visit& visit)
{
    const auto id = visit.ctx.path_id<AccountId>("id");
    if (!id) co_return web::error_page(visit.ctx, 404);
    const auto action = visit.ctx.params().text_or("action", "");
    const auto outcome = co_await visit.app().tokens.operator_db().transact([&](Transaction& tx) {
        return moderation::lift(tx, staff_of(visit), *id, action);
    });
    if (!outcome && outcome.error() == errc::not_found) co_return web::error_page(visit.ctx, 404);
    if (!outcome) {
        Act nothing;
        nothing.action = "none";
        co_return co_await show(visit, *id, std::move(nothing), why_not(outcome.error()));
    }
    moderation::settled(visit.app(), *id);
    co_return http::redirect(page_of(*id));
}

awaitable<http::Response> confirm_deletion(Visit& visit)
{
    const auto id = visit.ctx.path_id<AccountId>("id");
    if (!id) co_return web::error_page(visit.ctx, 404);
    co_return co_await ask_again(visit, *id, "");
}

awaitable<http::Response> delete_account(Visit& visit)
{
    const auto id = visit.ctx.path_id<AccountId>("id");
    if (!id) co_return web::error_page(visit.ctx, 404);
    const auto typed = visit.ctx.params().text_or("confirm", "");
    const auto outcome = co_await visit.app().tokens.operator_db().transact([&](Transaction& tx) -> result<void> {
        const auto target = storage::accounts::find(tx, *id);
        if (!target) return target.error();
        if (!names_account(typed, *target)) return errc::invalid_argument;
        return moderation::erase(tx, visit.app(), staff_of(visit), *id);
    });
    if (!outcome && outcome.error() == errc::invalid_argument)
        co_return co_await ask_again(visit, *id, "delete_other_name");
    if (!outcome) co_return web::error_page(visit.ctx, outcome.error() == errc::forbidden ? 403 : 404);
    moderation::settled(visit.app(), *id);
    co_return http::redirect("/console/accounts");
}

} // namespace rounds::console
