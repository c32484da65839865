#include "server/web/chat.hpp"

#include "server/app/app.hpp"
#include "server/app/tokens.hpp"
#include "server/http/cookies.hpp"
#include "server/knowledge/networks.hpp"
#include "server/social/text/markdown.hpp"
#include "server/social/text/sanitize.hpp"
#include "server/social/visibility.hpp"
#include "server/web/cards.hpp"
#include "server/web/page.hpp"
#include "server/web/render.hpp"
#include "storage/accounts.hpp"
#include "storage/base/text.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"
#include "storage/statuses.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <map>

namespace rounds::web {
namespace {

using storage::Transaction;

constexpr std::size_t most_posts = 1000;

std::string_view state_words(std::string_view state) noexcept
{
    if (state == "live") return "Live now";
    if (state == "closed") return "Over";
    if (state == "cancelled") return "Cancelled";
    return "Planned";
}

json::array people_of(Transaction& tx, const social::Urls& urls, ChatId chat)
{
    const auto people = storage::chats::people(tx, chat);
    std::vector<AccountId> ids;
    for (const auto& person : people) ids.push_back(person.account);
    const auto views = storage::accounts::views(tx, ids);
    json::array list;
    for (const auto& person : people) {
        const auto found = std::ranges::find(views, person.account, [](const auto& view) { return view.account.id; });
        if (found == views.end() || !found->account.usable()) continue;
        auto values = account_values(urls, found->account);
        values["role"] = person.role == "host" ? "Host" : "Guest";
        values["interests"] = person.interests;
        list.push_back(std::move(values));
    }
    return list;
}

/// Public posts only, for every reader alike: whoever may see more sees it in their app.
std::map<std::optional<PromptId>, json::array> transcript_of(Transaction& tx, const social::Urls& urls, ChatId chat)
{
    auto posts = storage::chats::posts(tx, chat);
    if (posts.size() > most_posts) posts.resize(most_posts);
    std::vector<StatusId> ids;
    std::map<StatusId, std::optional<PromptId>> prompts;
    for (const auto& post : posts) {
        ids.push_back(post.status);
        prompts[post.status] = post.prompt;
    }
    std::map<std::optional<PromptId>, json::array> cards;
    for (const auto& view : storage::statuses::views(tx, social::visible(tx, ids, std::nullopt)))
        if (view.status.visibility == storage::Visibility::public_ && !view.reblog)
            cards[prompts[view.status.id]].emplace_back(post_card(urls, view));
    return cards;
}

json::array
prompts_of(const std::vector<storage::Prompt>& prompts, std::map<std::optional<PromptId>, json::array>& transcript)
{
    json::array list;
    for (const auto& prompt : prompts) {
        if (prompt.state == "skipped") continue;
        json::object values;
        values["label"] = prompt.label;
        values["anchor"] = "prompt-" + std::to_string(prompt.position);
        values["content"] = prompt.content;
        values["asked"] = prompt.state == "released";
        auto answers = std::move(transcript[prompt.id]);
        values["answers"] = answers.size();
        values["has_answers"] = !answers.empty();
        values["posts"] = std::move(answers);
        list.push_back(std::move(values));
    }
    return list;
}

struct Loaded
{
    storage::Chat chat;
    json::object values;
};

result<Loaded> load(Transaction& tx, const app::App& app, ChatId id, std::optional<AccountId> viewer)
{
    const auto chat = storage::chats::find(tx, id);
    if (!chat) return chat.error();
    const auto network = storage::networks::find(tx, chat->network);
    if (!network || !knowledge::may_read(tx, *network, viewer)) return errc::not_found;
    const auto group = storage::accounts::find(tx, network->account);
    if (!group || !group->usable()) return errc::not_found;

    auto values = chat_values(app.urls, *chat);
    values["state"] = state_words(chat->state);
    values["planned"] = chat->state == "scheduled";
    values["starts_iso"] = to_iso8601(chat->starts_at);
    values["starts_utc"] = long_time(chat->starts_at);
    const auto resource = "/api/rounds/v1/chats/" + to_string(chat->id);
    values["over"] = chat->state == "closed";
    values["transcript"] = resource + "/transcript";
    values["statistics"] = resource + "/statistics";
    values["calendar_address"] = resource + "/calendar.ics";
    values["description"] = text::markdown_to_html(chat->description);
    values["network_title"] = network->title;
    values["network_address"] = group->url;
    values["network_handle"] = "@" + group->username + "@" + app.urls.domain();
    values["hashtag"] = chat->hashtag;
    values["tag_address"] = app.urls.tag(text::to_lower(chat->hashtag));
    auto people = people_of(tx, app.urls, id);
    values["has_people"] = !people.empty();
    values["people"] = std::move(people);
    auto transcript = transcript_of(tx, app.urls, id);
    values["prompts"] = prompts_of(storage::chats::prompts(tx, id), transcript);
    auto others = std::move(transcript[std::nullopt]);
    values["has_others"] = !others.empty();
    values["others"] = std::move(others);
    return Loaded{*chat, std::move(values)};
}

/// schema.org Event, for search engines and calendars.
std::string structured_data(const social::Urls& urls, const Loaded& loaded)
{
    const auto& chat = loaded.chat;
    json::object data;
    data["@context"] = "https://schema.org";
    data["@type"] = "Event";
    data["@id"] = urls.chat(chat.id);
    data["url"] = urls.chat(chat.id);
    data["name"] = chat.title;
    data["startDate"] = to_iso8601(chat.starts_at);
    data["endDate"] = to_iso8601(chat.ends_at);
    data["eventAttendanceMode"] = "https://schema.org/OnlineEventAttendanceMode";
    data["eventStatus"] =
        chat.state == "cancelled" ? "https://schema.org/EventCancelled" : "https://schema.org/EventScheduled";
    data["location"] = json::object{{"@type", "VirtualLocation"}, {"url", urls.chat(chat.id)}};
    data["organizer"] = json::object{
        {"@type", "Organization"},
        {"name", loaded.values.at("network_title")},
        {"url", loaded.values.at("network_address")}
    };
    return json::serialize(data);
}

} // namespace

boost::asio::awaitable<http::Response> chat(app::Context& ctx)
{
    const auto id = ctx.path_id<ChatId>("id");
    if (!id) co_return error_page(ctx, 404);
    const auto& app = ctx.app();
    // The address is that of the federated object, whose routes know no sessions.
    std::optional<AccountId> reader;
    if (const auto cookie = http::find_cookie(ctx.request(), app::session_cookie)) {
        const auto viewer = co_await app.tokens.session(*cookie);
        if (viewer) reader = viewer->account;
    }
    const auto loaded = co_await app.db.transact([&](Transaction& tx) { return load(tx, app, *id, reader); });
    if (!loaded) co_return error_page(ctx, 404);
    Page page;
    page.title = loaded->chat.title;
    page.body = render("chat", loaded->values);
    page.description = excerpt(text::to_plain_text(text::markdown_to_html(loaded->chat.description)), 200);
    page.canonical = app.urls.chat(*id);
    page.activity = loaded->chat.uri;
    page.structured_data = structured_data(app.urls, *loaded);
    auto response = respond(ctx, page);
    response.headers.set("Vary", "Accept");
    co_return response;
}

} // namespace rounds::web
