#include "server/web/front.hpp"

#include "server/app/app.hpp"
#include "server/knowledge/conditions.hpp"
#include "server/knowledge/networks.hpp"
#include "server/social/text/markdown.hpp"
#include "server/social/text/sanitize.hpp"
#include "server/web/cards.hpp"
#include "server/web/listed.hpp"
#include "server/web/page.hpp"
#include "server/web/render.hpp"
#include "storage/accounts.hpp"
#include "storage/base/text.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"
#include "storage/policy_texts.hpp"

#include <algorithm>
#include <map>

namespace rounds::web {
namespace {

using storage::Transaction;

constexpr int most_networks = 100;
constexpr int most_chats = 10;
constexpr int most_summaries = 3;
constexpr std::size_t about_network = 160;

/// Networks by their accounts, in their order; two queries whatever their number.
std::vector<storage::AccountView> accounts_of(Transaction& tx, const std::vector<storage::Network>& networks)
{
    std::vector<AccountId> ids;
    for (const auto& network : networks) ids.push_back(network.account);
    return storage::accounts::views(tx, ids);
}

json::object network_values(const storage::Network& network, const storage::Account& account, Language language)
{
    json::object values;
    values["address"] = account.url;
    values["network_title"] = network.title;
    values["handle"] = "@" + account.acct();
    std::vector<std::string> names;
    for (const auto& id : network.conditions)
        if (const auto* condition = knowledge::conditions().find(id))
            names.push_back(condition_name(*condition, language));
    values["conditions"] = text::join(names, ", ");
    values["about"] = excerpt(text::to_plain_text(text::markdown_to_html(network.description)), about_network);
    return values;
}

json::object load_front(Transaction& tx, const app::App& app, std::optional<AccountId> viewer, Language language)
{
    const auto networks = storage::networks::list(tx, most_networks);
    const auto accounts = accounts_of(tx, networks);
    std::map<NetworkId, std::string> titles;
    json::array network_list;
    for (const auto& network : networks) {
        if (!knowledge::may_read(tx, network, viewer)) continue;
        const auto found =
            std::ranges::find(accounts, network.account, [](const auto& view) { return view.account.id; });
        if (found == accounts.end() || !found->account.usable()) continue;
        titles[network.id] = network.title;
        network_list.push_back(network_values(network, found->account, language));
    }
    json::array chat_list;
    for (const auto& chat : storage::chats::upcoming(tx, most_chats)) {
        auto values = chat_values(app.urls, language, chat);
        const auto title = titles.find(chat.network);
        if (title == titles.end()) continue; // of a network that is not shown
        values["network_title"] = title->second;
        chat_list.push_back(std::move(values));
    }
    std::vector<NetworkId> shown;
    for (const auto& [id, title] : titles) shown.push_back(id);
    auto summaries = summary_lines(tx, app.urls, shown, most_summaries, language);
    json::object values;
    values["has_summaries"] = !summaries.empty();
    values["summaries"] = std::move(summaries);
    values["has_networks"] = !network_list.empty();
    values["networks"] = std::move(network_list);
    values["has_chats"] = !chat_list.empty();
    values["chats"] = std::move(chat_list);
    return values;
}

json::object instance_values(const app::App& app)
{
    json::object values;
    values["instance"] = app.config.instance.title;
    values["instance_description"] = app.config.instance.description;
    values["organisation"] = app.config.instance.organisation;
    values["society"] = app.config.instance.kind == "society";
    values["domain"] = app.urls.domain();
    values["contact"] = app.config.instance.contact_email;
    return values;
}

} // namespace

boost::asio::awaitable<http::Response> front(app::Context& ctx)
{
    auto& app = ctx.app();
    const auto language = language_of(ctx);
    auto values = co_await app.db.read([&](Transaction& tx) { return load_front(tx, app, ctx.viewer_id(), language); });
    values["t"] = code_of(language);
    values["signed_in"] = ctx.viewer().has_value();
    values["sign_up"] = app.config.accounts.sign_up != "closed";
    for (auto& [key, value] : instance_values(app)) values[key] = std::move(value);
    Page page;
    page.title = word(language, "welcome");
    page.body = render("front", values);
    page.description = app.config.instance.description;
    page.canonical = app.urls.base() + "/";
    co_return respond(ctx, page);
}

boost::asio::awaitable<http::Response> about(app::Context& ctx)
{
    const auto& app = ctx.app();
    const auto figures =
        co_await app.db.transact([&](Transaction& tx) { return storage::accounts::instance_figures(tx); });
    auto values = instance_values(app);
    const auto& rules = app.config.instance.rules;
    values["rules"] = json::array(rules.begin(), rules.end());
    values["has_rules"] = !rules.empty();
    values["users"] = figures.users;
    values["posts"] = figures.local_statuses;
    values["open"] = app.config.federation.mode == "open";
    values["closed"] = app.config.federation.mode == "closed";
    values["consortium"] = app.config.federation.mode == "consortium";
    values["t"] = code_of(language_of(ctx));
    values["sign_up"] = app.config.accounts.sign_up != "closed";
    Page page;
    page.title = say(ctx, "about");
    page.body = render("about", values);
    page.canonical = app.urls.base() + "/about";
    co_return respond(ctx, page);
}

boost::asio::awaitable<http::Response> privacy(app::Context& ctx)
{
    const auto& app = ctx.app();
    const auto policy =
        co_await app.db.transact([](Transaction& tx) { return storage::policy_texts::current(tx, "privacy_policy"); });
    auto values = instance_values(app);
    if (policy) values["policy"] = text::markdown_to_html(policy->content);
    values["t"] = code_of(language_of(ctx));
    Page page;
    page.title = say(ctx, "privacy");
    page.body = render("privacy", values);
    page.canonical = app.urls.base() + "/privacy";
    co_return respond(ctx, page);
}

boost::asio::awaitable<http::Response> processors(app::Context& ctx)
{
    const auto& config = ctx.app().config;
    const auto language = language_of(ctx);
    json::array rows;
    for (const auto& line : config.privacy.processors) {
        const auto fields = text::split(line, '|');
        const auto field = [&](std::size_t i) {
            return i < fields.size() ? text::trim(fields[i]) : std::string_view{};
        };
        rows.push_back(json::object{{"name", field(0)}, {"purpose", field(1)}, {"place", field(2)}});
    }
    json::object values;
    values["none"] = rows.empty();
    values["processors"] = std::move(rows);
    values["officer"] = config.privacy.officer.empty() ? config.instance.contact_email : config.privacy.officer;
    values["t"] = code_of(language);
    Page page;
    page.title = word(language, "processors");
    page.body = render("processors", values);
    page.canonical = ctx.app().urls.base() + "/about/processors";
    co_return respond(ctx, page);
}

} // namespace rounds::web
