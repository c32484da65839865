#include "server/web/chat_form.hpp"

#include "server/knowledge/chat_tools.hpp"
#include "server/knowledge/networks.hpp"
#include "server/knowledge/series.hpp"
#include "server/web/acting.hpp"
#include "server/web/chat_fields.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"

#include <algorithm>

namespace rounds::web {
namespace {

using storage::Account;
using storage::Chat;
using storage::Network;
using storage::Transaction;

/// The network of the path, for somebody who plans its chats.
boost::asio::awaitable<result<Network>> hosted(app::Context& ctx)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return id.error();
    co_return co_await ctx.app().db.transact([&](Transaction& tx) -> result<Network> {
        auto network = storage::networks::find(tx, *id);
        if (!network) return network.error();
        if (!knowledge::may_host(tx, *network, ctx.account_id())) return errc::forbidden;
        return network;
    });
}

/// What a form page is about.
struct Subject
{
    std::string path;
    std::string heading; ///< key of the catalogue
    bool series = false;
    bool planned = false; ///< there is a chat that can be cancelled
};

http::Response form_page(
    const app::Context& ctx,
    const Subject& subject,
    const ChatFields& fields,
    std::string_view wrong = {},
    const std::string& problem = {}
)
{
    const auto language = language_of(ctx);
    auto values = field_values(fields, wrong, language);
    if (!problem.empty()) values["problem"] = problem;
    const bool refused = !wrong.empty() || !problem.empty();
    values["path"] = subject.path;
    values["heading"] = word(language, subject.heading);
    values["series"] = subject.series;
    values["planned"] = subject.planned;
    return own_page(
        ctx, "chat_form", std::string(word(language, subject.heading)), std::move(values), refused ? 422 : 200
    );
}

/// Hosts and moderators as they are, and the guests that the form names. Nothing when one of them is unknown here.
std::optional<std::vector<storage::ChatPerson>>
people_of(Transaction& tx, std::vector<storage::ChatPerson> present, const ChatFields& fields)
{
    std::erase_if(present, [](const storage::ChatPerson& person) { return person.role == "guest"; });
    for (const auto& guest : guests_in(fields.guests)) {
        const auto account = storage::accounts::find_by_handle(tx, guest.username, std::nullopt);
        if (!account) return std::nullopt;
        present.push_back({account->id, "guest", guest.interests});
    }
    return present;
}

std::string guests_text(Transaction& tx, ChatId chat)
{
    std::string text;
    for (const auto& person : storage::chats::people(tx, chat)) {
        if (person.role != "guest") continue;
        const auto account = storage::accounts::find(tx, person.account);
        if (account) text += account->username + ": " + person.interests + '\n';
    }
    return text;
}

struct Editable
{
    Chat chat;
    ChatFields fields;
};

boost::asio::awaitable<result<Editable>> editable(app::Context& ctx)
{
    const auto id = ctx.path_id<ChatId>("id");
    if (!id) co_return id.error();
    co_return co_await ctx.app().db.transact([&](Transaction& tx) -> result<Editable> {
        const auto chat = storage::chats::find(tx, *id);
        if (!chat) return chat.error();
        const auto network = storage::networks::find(tx, chat->network);
        if (!network) return network.error();
        if (!knowledge::may_host(tx, *network, ctx.account_id())) return errc::forbidden;
        if (chat->state != "scheduled") return errc::invalid_argument;
        return Editable{*chat, fields_of(*chat, storage::chats::prompts(tx, *id), guests_text(tx, *id))};
    });
}

} // namespace

boost::asio::awaitable<http::Response> new_chat_form(app::Context& ctx)
{
    const auto network = co_await hosted(ctx);
    if (!network) co_return refusal_page(ctx, network.error());
    const Subject subject{"/networks/" + to_string(network->id) + "/chats/new", "new_chat"};
    ChatFields fields;
    fields.hashtag = network->hashtag;
    co_return form_page(ctx, subject, fields);
}

boost::asio::awaitable<http::Response> plan_new_chat(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto network = co_await hosted(ctx);
    if (!network) co_return refusal_page(ctx, network.error());
    const Subject subject{"/networks/" + to_string(network->id) + "/chats/new", "new_chat"};
    const auto fields = fields_in(ctx.params());
    knowledge::ChatForm form;
    const auto now = ctx.app().clock.now();
    auto wrong = read_fields(fields, form);
    if (wrong.empty()) wrong = knowledge::wrong_field(form, now);
    if (!wrong.empty()) co_return form_page(ctx, subject, fields, wrong);
    const auto texts = texts_of(fields);
    const auto problem = co_await guard_problem(ctx, texts);
    if (!problem.empty()) co_return form_page(ctx, subject, fields, {}, problem);
    const auto planned = co_await ctx.app().db.transact([&](Transaction& tx) -> result<Chat> {
        const auto by = storage::accounts::find(tx, ctx.account_id());
        if (!by) return by.error();
        std::vector<storage::ChatPerson> present;
        present.push_back({by->id, "host", {}});
        auto people = people_of(tx, std::move(present), fields);
        if (!people) return errc::not_found;
        form.people = std::move(*people);
        return knowledge::schedule_chat(tx, ctx.app().urls, *by, network->id, form, now);
    });
    if (!planned && planned.error() == errc::not_found) co_return form_page(ctx, subject, fields, "people");
    if (!planned) co_return refusal_page(ctx, planned.error());
    wake_workers(ctx);
    co_return http::redirect("/chats/" + to_string(planned->id));
}

boost::asio::awaitable<http::Response> edit_chat_form(app::Context& ctx)
{
    const auto found = co_await editable(ctx);
    if (!found) co_return refusal_page(ctx, found.error());
    const Subject subject{"/chats/" + to_string(found->chat.id), "change_chat", false, true};
    co_return form_page(ctx, subject, found->fields);
}

boost::asio::awaitable<http::Response> save_chat(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto found = co_await editable(ctx);
    if (!found) co_return refusal_page(ctx, found.error());
    const auto id = found->chat.id;
    const Subject subject{"/chats/" + to_string(id), "change_chat", false, true};
    const auto fields = fields_in(ctx.params());
    knowledge::ChatForm form;
    const auto now = ctx.app().clock.now();
    auto wrong = read_fields(fields, form);
    if (wrong.empty()) wrong = knowledge::wrong_field(form, now);
    if (!wrong.empty()) co_return form_page(ctx, subject, fields, wrong);
    const auto texts = texts_of(fields);
    const auto problem = co_await guard_problem(ctx, texts);
    if (!problem.empty()) co_return form_page(ctx, subject, fields, {}, problem);
    const auto saved = co_await ctx.app().db.transact([&](Transaction& tx) -> result<Chat> {
        const auto by = storage::accounts::find(tx, ctx.account_id());
        if (!by) return by.error();
        auto people = people_of(tx, storage::chats::people(tx, id), fields);
        if (!people) return errc::not_found;
        form.people = std::move(*people);
        return knowledge::change_chat(tx, ctx.app().urls, *by, id, form, now);
    });
    if (!saved && saved.error() == errc::not_found) co_return form_page(ctx, subject, fields, "people");
    if (!saved) co_return refusal_page(ctx, saved.error());
    wake_workers(ctx);
    co_return http::redirect("/chats/" + to_string(id));
}

boost::asio::awaitable<http::Response> call_chat_off(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto id = ctx.path_id<ChatId>("id");
    if (!id) co_return error_page(ctx, 404);
    const auto now = ctx.app().clock.now();
    const auto act = [&](Transaction& tx, const Account& by) {
        return knowledge::cancel_chat(tx, ctx.app().urls, by, *id, now);
    };
    co_return co_await perform(ctx, act, "/chats/" + to_string(*id));
}

boost::asio::awaitable<http::Response> new_series_form(app::Context& ctx)
{
    const auto network = co_await hosted(ctx);
    if (!network) co_return refusal_page(ctx, network.error());
    const Subject subject{"/networks/" + to_string(network->id) + "/series/new", "new_series", true};
    ChatFields fields;
    fields.hashtag = network->hashtag;
    fields.rule = "FREQ=MONTHLY;BYDAY=2WE";
    co_return form_page(ctx, subject, fields);
}

boost::asio::awaitable<http::Response> start_new_series(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto network = co_await hosted(ctx);
    if (!network) co_return refusal_page(ctx, network.error());
    const Subject subject{"/networks/" + to_string(network->id) + "/series/new", "new_series", true};
    const auto fields = fields_in(ctx.params());
    storage::ChatSeries series;
    auto wrong = read_fields(fields, series);
    if (wrong.empty()) wrong = knowledge::wrong_field(series);
    if (!wrong.empty()) co_return form_page(ctx, subject, fields, wrong);
    const auto texts = texts_of(fields);
    const auto problem = co_await guard_problem(ctx, texts);
    if (!problem.empty()) co_return form_page(ctx, subject, fields, {}, problem);
    const auto now = ctx.app().clock.now();
    const auto started = co_await ctx.app().db.transact([&](Transaction& tx) -> result<storage::ChatSeries> {
        const auto by = storage::accounts::find(tx, ctx.account_id());
        if (!by) return by.error();
        return knowledge::start_series(tx, ctx.app().urls, *by, network->id, series, now);
    });
    // All else was judged before: what is left is a rule that leads to no date.
    if (!started && started.error() == errc::invalid_argument) co_return form_page(ctx, subject, fields, "rule");
    if (!started) co_return refusal_page(ctx, started.error());
    wake_workers(ctx);
    co_return http::redirect("/networks/" + to_string(network->id) + "/desk#chats");
}

} // namespace rounds::web
