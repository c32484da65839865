#include "server/web/network_moderation.hpp"

#include "server/knowledge/network_moderation.hpp"
#include "server/social/visibility.hpp"
#include "server/web/acting.hpp"
#include "server/web/cards.hpp"
#include "server/web/concerned.hpp"
#include "storage/networks.hpp"
#include "storage/statuses.hpp"

#include <algorithm>

namespace rounds::web {
namespace {

namespace acts = storage::network_acts;
using knowledge::Act;
using knowledge::Decider;
using storage::Account;
using storage::Transaction;

constexpr int most_listed = 50;

json::object act_row(const social::Urls& urls, const Act& act, const Concerned& concerned, Language language)
{
    json::object row;
    if (act.status) {
        const auto* post = concerned.post(act);
        row["status_id"] = to_string(*act.status);
        row["post_address"] = post != nullptr ? post->url.value_or(post->uri) : std::string{};
    }
    if (const auto* account = concerned.whom(act)) {
        for (auto& [key, value] : account_values(urls, *account)) row[key] = std::move(value);
        row["account_id"] = to_string(account->id);
    }
    row["why"] = act.reason;
    row["since"] = long_date(act.created_at, language);
    row["until"] = act.until ? long_date(*act.until, language) : std::string{};
    return row;
}

void put_acts(
    json::object& values,
    const std::string& name,
    Transaction& tx,
    const social::Urls& urls,
    const std::vector<Act>& all,
    Language language
)
{
    const Concerned concerned(tx, all);
    json::array rows;
    for (const auto& act : all) rows.push_back(act_row(urls, act, concerned, language));
    values["has_" + name] = !rows.empty();
    values[name] = std::move(rows);
}

/// The posts as cards, each with its forms. They are no boosts, so each that may be seen has a card.
json::array post_rows(
    Transaction& tx, const social::Urls& urls, const std::vector<StatusId>& ids, AccountId reader, Language language
)
{
    json::array rows;
    const auto seen = social::visible(tx, ids, reader);
    const auto views = storage::statuses::views(tx, seen);
    const auto cards = post_cards(tx, urls, language, seen, reader);
    for (std::size_t i = 0; i < std::min(views.size(), cards.size()); ++i) {
        const auto& status = views[i].status;
        rows.push_back(json::object{
            {"card", cards[i]},
            {"status_id", to_string(status.id)},
            {"account_id", to_string(status.account)},
            {"handle", "@" + views[i].author.account.acct()},
            {"own", status.account == reader},
            {"thread", !status.in_reply_to}
        });
    }
    return rows;
}

struct Loaded
{
    std::string title;
    json::object values;
};

result<Loaded> load(Transaction& tx, const app::Context& ctx, NetworkId id, Language language)
{
    const auto network = storage::networks::find(tx, id);
    if (!network) return network.error();
    const auto by = storage::accounts::find(tx, ctx.account_id());
    if (!by) return by.error();
    if (!knowledge::may_steward(tx, *network, by->id))
        return knowledge::may_read(tx, *network, by->id) ? errc::forbidden : errc::not_found;
    const auto& urls = ctx.app().urls;
    json::object values;
    values["network_title"] = network->title;
    values["path"] = "/networks/" + to_string(id) + "/desk";
    const auto posts = knowledge::network_posts(tx, *by, id, most_listed);
    if (!posts) return posts.error();
    auto rows = post_rows(tx, urls, *posts, by->id, language);
    values["has_posts"] = !rows.empty();
    values["posts"] = std::move(rows);
    const std::pair<const char*, std::string_view> kinds[] = {
        {"bans", acts::ban}, {"removed", acts::removal}, {"locked", acts::lock}
    };
    for (const auto& [name, kind] : kinds)
        put_acts(values, name, tx, urls, acts::list(tx, network->account, kind, most_listed), language);
    return Loaded{network->title, std::move(values)};
}

boost::asio::awaitable<http::Response> show(app::Context& ctx, std::string problem, unsigned status)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return error_page(ctx, 404);
    const auto language = language_of(ctx);
    auto loaded = co_await ctx.app().db.transact([&](Transaction& tx) { return load(tx, ctx, *id, language); });
    if (!loaded) co_return refusal_page(ctx, loaded.error());
    loaded->values["problem"] = problem;
    auto title = std::string(word(language, "network_moderation")) + ": " + loaded->title;
    co_return own_page(ctx, "network_moderation", std::move(title), std::move(loaded->values), status);
}

/// What is wrong with the reason of a decision, in words for who gives it.
boost::asio::awaitable<std::string> reason_problem(app::Context& ctx, const std::string& reason)
{
    if (!knowledge::is_reason(reason)) co_return std::string(word(language_of(ctx), "reason_missing"));
    const std::vector<std::string> texts{reason};
    co_return co_await guard_problem(ctx, texts);
}

std::string page_of(NetworkId id, std::string_view anchor)
{
    return "/networks/" + to_string(id) + "/desk/moderation#" + std::string(anchor);
}

/// The account that a form names, by id or by its name here or elsewhere.
result<AccountId> account_of(Transaction& tx, const app::Context& ctx)
{
    if (const auto id = parse_id<AccountId>(ctx.params().text_or("account_id", ""))) return *id;
    auto handle = ctx.params().text_or("handle", "");
    if (handle.starts_with('@')) handle.erase(0, 1);
    const auto at = handle.find('@');
    const auto domain = at == std::string::npos ? std::nullopt : std::optional{handle.substr(at + 1)};
    const auto found = storage::accounts::find_by_handle(tx, handle.substr(0, at), domain);
    if (!found) return found.error();
    return found->id;
}

template <class T> result<void> plain(const result<T>& done)
{
    return done ? result<void>() : result<void>(done.error());
}

} // namespace

boost::asio::awaitable<http::Response> network_moderation(app::Context& ctx)
{
    return show(ctx, {}, 200);
}

boost::asio::awaitable<http::Response> change_network_ban(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return error_page(ctx, 404);
    const auto& params = ctx.params();
    const bool lift = params.flag("lift").value_or(false);
    knowledge::BanForm form;
    form.reason = params.text_or("reason", "");
    form.with_posts = params.flag("remove_posts").value_or(false);
    const auto now = ctx.app().clock.now();
    if (const auto days = params.integer("days"); days && *days > 0) form.until = now + std::chrono::days(*days);
    if (!lift) {
        auto problem = co_await reason_problem(ctx, form.reason);
        if (!problem.empty()) co_return co_await show(ctx, std::move(problem), 422);
    }
    const auto act = [&](Transaction& tx, const Account& by) -> result<void> {
        const Decider decider{.account = by, .via = "page"};
        const auto whom = account_of(tx, ctx);
        if (!whom) return whom.error();
        if (lift) return plain(knowledge::unbar(tx, ctx.app().urls, decider, *id, *whom, now));
        form.account = *whom;
        if (!knowledge::wrong_field(form, now).empty()) return errc::invalid_argument;
        return plain(knowledge::bar(tx, ctx.app().urls, decider, *id, form, now));
    };
    co_return co_await perform(ctx, act, page_of(*id, "bans"));
}

boost::asio::awaitable<http::Response> change_network_post(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto id = ctx.path_id<NetworkId>("id");
    const auto status = parse_id<StatusId>(ctx.params().text_or("status_id", ""));
    if (!id || !status) co_return error_page(ctx, 404);
    const auto wanted = ctx.params().text_or("change", "");
    const auto reason = ctx.params().text_or("reason", "");
    if (wanted == "remove" || wanted == "lock") {
        auto problem = co_await reason_problem(ctx, reason);
        if (!problem.empty()) co_return co_await show(ctx, std::move(problem), 422);
    }
    const auto now = ctx.app().clock.now();
    const auto act = [&](Transaction& tx, const Account& by) -> result<void> {
        const Decider decider{.account = by, .via = "page"};
        const auto& urls = ctx.app().urls;
        if (wanted == "remove") return plain(knowledge::take_post_out(tx, urls, decider, *id, *status, reason, now));
        if (wanted == "restore") return plain(knowledge::put_post_back(tx, urls, decider, *id, *status, now));
        if (wanted == "lock") return plain(knowledge::lock_thread(tx, urls, decider, *id, *status, reason, now));
        if (wanted == "unlock") return plain(knowledge::unlock_thread(tx, urls, decider, *id, *status, now));
        return errc::invalid_argument;
    };
    co_return co_await perform(ctx, act, page_of(*id, "posts"));
}

} // namespace rounds::web
