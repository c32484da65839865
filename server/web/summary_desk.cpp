#include "server/app/app.hpp"
#include "server/knowledge/credentials.hpp"
#include "server/knowledge/networks.hpp"
#include "server/knowledge/summaries.hpp"
#include "server/web/cards.hpp"
#include "server/web/forms.hpp"
#include "server/web/page.hpp"
#include "server/web/render.hpp"
#include "server/web/summary_edit.hpp"
#include "server/web/words.hpp"
#include "storage/accounts.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"
#include "storage/summaries.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace rounds::web {
namespace {

using storage::Transaction;

constexpr int most_listed = 50;

/// The network of the page, when whoever asks works on its summaries.
result<storage::Network> find_network(Transaction& tx, const app::Context& ctx)
{
    const auto group = storage::accounts::find_by_handle(tx, ctx.path_text("name"), std::nullopt);
    if (!group || !group->usable()) return errc::not_found;
    const auto network = storage::networks::find_by_account(tx, group->id);
    if (!network) return errc::not_found;
    const bool works = knowledge::may_host(tx, *network, ctx.account_id()) ||
                       knowledge::clinician_credential(tx, ctx.account_id(), ctx.app().clock.now());
    if (!works) return errc::not_found;
    return *network;
}

json::array drafts(Transaction& tx, const storage::Network& network, Language language)
{
    json::array list;
    for (const auto& one : storage::summaries::in_work(tx, network.id, most_listed)) {
        json::object values;
        values["address"] = "/s/" + to_string(one.id) + "/edit";
        values["summary_title"] = one.title;
        values["state"] = word(language, "summary_state_" + one.state);
        list.push_back(std::move(values));
    }
    return list;
}

/// Closed chats of which nobody has begun a summary.
json::array chats_without(Transaction& tx, const app::App& app, const storage::Network& network, Language language)
{
    json::array list;
    const auto drawn = storage::summaries::chats_with_summary(tx, network.id);
    for (const auto& chat : storage::chats::list(tx, network.id, most_listed)) {
        if (chat.state != "closed" || std::ranges::find(drawn, chat.id) != drawn.end()) continue;
        auto values = chat_values(app.urls, language, chat);
        values["chat_id"] = to_string(chat.id);
        list.push_back(std::move(values));
    }
    return list;
}

} // namespace

boost::asio::awaitable<http::Response> summary_desk(app::Context& ctx)
{
    const auto& app = ctx.app();
    const auto language = language_of(ctx);
    json::object values;
    std::string title;
    const auto found = co_await app.db.transact([&](Transaction& tx) -> result<void> {
        const auto network = find_network(tx, ctx);
        if (!network) return network.error();
        title = network->title;
        values["drafts"] = drafts(tx, *network, language);
        values["has_drafts"] = !values["drafts"].as_array().empty();
        values["may_draft"] = knowledge::may_host(tx, *network, ctx.account_id());
        values["chats"] = chats_without(tx, app, *network, language);
        values["has_chats"] = !values["chats"].as_array().empty();
        return {};
    });
    if (!found) co_return error_page(ctx, 404);
    values["t"] = code_of(language);
    values["network_title"] = title;
    values["path"] = "/@" + std::string(ctx.path_text("name"));
    values["form_token"] = session_form_token(*ctx.viewer());
    Page page;
    page.title = fmt::format("{}: {}", word(language, "summary_desk"), title);
    page.body = render("summary_desk", values);
    page.hidden = true;
    co_return respond(ctx, page);
}

boost::asio::awaitable<http::Response> draft_summary(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto chat = parse_id<ChatId>(ctx.params().text_or("chat_id", ""));
    if (!chat) co_return error_page(ctx, 400);
    const auto& app = ctx.app();
    const auto drafted = co_await app.db.transact([&](Transaction& tx) -> result<storage::Summary> {
        const auto by = storage::accounts::find(tx, ctx.account_id());
        if (!by) return by.error();
        return knowledge::draft_from_chat(tx, app.urls, *by, *chat, app.clock.now());
    });
    if (!drafted) co_return error_page(ctx, drafted.error() == errc::not_found ? 404 : 403);
    co_return http::redirect("/s/" + to_string(drafted->id) + "/edit");
}

} // namespace rounds::web
