#include "server/web/chat.hpp"

#include "server/app/app.hpp"
#include "server/app/tokens.hpp"
#include "server/http/cookies.hpp"
#include "server/knowledge/chat_tools.hpp"
#include "server/knowledge/networks.hpp"
#include "server/social/text/markdown.hpp"
#include "server/social/text/sanitize.hpp"
#include "server/social/visibility.hpp"
#include "server/web/cards.hpp"
#include "server/web/forms.hpp"
#include "server/web/page.hpp"
#include "server/web/render.hpp"
#include "server/web/words.hpp"
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

json::array people_of(Transaction& tx, const social::Urls& urls, ChatId chat, Language language)
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
        values["role"] = word(language, "chat_" + person.role);
        values["interests"] = person.interests;
        values["declares"] = person.role != "moderator";
        list.push_back(std::move(values));
    }
    return list;
}

/// Posts as cards by their prompt, and those that hosts set aside.
struct Posts
{
    std::map<std::optional<PromptId>, json::array> by_prompt{};
    json::array off_topic{};
};

/// Public posts only, for every reader alike: whoever may see more sees it in their app.
Posts posts_of(Transaction& tx, const social::Urls& urls, Language language, ChatId chat, storage::Visibility widest)
{
    auto posts = storage::chats::posts(tx, chat);
    if (posts.size() > most_posts) posts.resize(most_posts);
    std::vector<StatusId> ids;
    std::map<StatusId, const storage::ChatPost*> places;
    for (const auto& post : posts) {
        ids.push_back(post.status);
        places[post.status] = &post;
    }
    Posts shown;
    for (const auto& view : storage::statuses::views(tx, social::visible(tx, ids, std::nullopt))) {
        if (view.status.visibility > widest || view.reblog) continue;
        const auto& place = *places.at(view.status.id);
        json::object values;
        values["card"] = post_card(urls, language, view);
        values["late"] = place.late;
        auto& list = place.off_topic ? shown.off_topic : shown.by_prompt[place.prompt];
        list.push_back(std::move(values));
    }
    return shown;
}

json::array prompts_of(const std::vector<storage::Prompt>& prompts, Posts& posts)
{
    json::array list;
    for (const auto& prompt : prompts) {
        if (prompt.state == "skipped") continue;
        json::object values;
        values["label"] = prompt.label;
        values["anchor"] = "prompt-" + std::to_string(prompt.position);
        values["content"] = prompt.content;
        values["asked"] = prompt.state == "released";
        auto answers = std::move(posts.by_prompt[prompt.id]);
        values["has_answers"] = !answers.empty();
        values["posts"] = std::move(answers);
        list.push_back(std::move(values));
    }
    return list;
}

/// The post that hosts show first, when everybody may see it.
std::string pinned_card(Transaction& tx, const social::Urls& urls, Language language, const storage::Chat& chat)
{
    if (!chat.pinned) return {};
    const auto ids = social::visible(tx, {*chat.pinned}, std::nullopt);
    const auto views = storage::statuses::views(tx, ids);
    if (views.empty() || views.front().status.visibility > storage::Visibility::unlisted) return {};
    return post_card(urls, language, views.front());
}

void put_posts(
    json::object& values,
    Transaction& tx,
    const social::Urls& urls,
    Language language,
    const storage::Chat& chat,
    bool sensitive
)
{
    // In a sensitive network nothing is public, and its page is for those who have a log-in.
    const auto widest = sensitive ? storage::Visibility::unlisted : storage::Visibility::public_;
    auto posts = posts_of(tx, urls, language, chat.id, widest);
    values["prompts"] = prompts_of(storage::chats::prompts(tx, chat.id), posts);
    auto others = std::move(posts.by_prompt[std::nullopt]);
    values["has_others"] = !others.empty();
    values["others"] = std::move(others);
    values["has_off_topic"] = !posts.off_topic.empty();
    values["off_topic"] = std::move(posts.off_topic);
    values["pinned"] = pinned_card(tx, urls, language, chat);
}

/// What the reader may do here beside reading.
void put_rights(
    json::object& values, Transaction& tx, const storage::Chat& chat, const std::optional<app::Viewer>& viewer
)
{
    values["may_run"] = false;
    values["takes_part"] = false;
    values["own_interests"] = "";
    values["form_token"] = viewer ? session_form_token(*viewer) : std::string{};
    if (!viewer || !viewer->account) return;
    values["may_run"] = knowledge::may_run(tx, chat, *viewer->account);
    for (const auto& person : storage::chats::people(tx, chat.id)) {
        if (person.account != *viewer->account) continue;
        values["takes_part"] = true;
        values["own_interests"] = person.interests;
    }
}

struct Loaded
{
    storage::Chat chat;
    json::object values;
    bool sensitive = false;
    bool open = false;
};

void put_facts(json::object& values, const app::App& app, const storage::Chat& chat, Language language)
{
    const auto resource = "/api/rounds/v1/chats/" + to_string(chat.id);
    values["state"] = word(language, "chat_" + chat.state);
    values["planned"] = chat.state == "scheduled";
    values["starts_iso"] = to_iso8601(chat.starts_at);
    values["starts_utc"] = long_time(chat.starts_at, language);
    values["over"] = chat.state == "closed";
    values["slow_seconds"] = chat.state == "live" && chat.slow_seconds > 0 ? std::to_string(chat.slow_seconds) : "";
    values["transcript"] = resource + "/transcript";
    values["statistics"] = resource + "/statistics";
    values["calendar_address"] = resource + "/calendar.ics";
    values["path"] = "/chats/" + to_string(chat.id);
    values["events"] = "/api/v1/streaming/chats/" + to_string(chat.id);
    values["description"] = text::markdown_to_html(chat.description);
    values["hashtag"] = chat.hashtag;
    values["tag_address"] = app.urls.tag(text::to_lower(chat.hashtag));
}

result<Loaded>
load(Transaction& tx, const app::App& app, ChatId id, const std::optional<app::Viewer>& viewer, Language language)
{
    const auto chat = storage::chats::find(tx, id);
    if (!chat) return chat.error();
    const auto network = storage::networks::find(tx, chat->network);
    const auto reader = viewer ? viewer->account : std::nullopt;
    if (!network || !knowledge::may_read(tx, *network, reader)) return errc::not_found;
    const auto group = storage::accounts::find(tx, network->account);
    if (!group || !group->usable()) return errc::not_found;

    auto values = chat_values(app.urls, language, *chat);
    put_facts(values, app, *chat, language);
    values["network_title"] = network->title;
    values["network_address"] = group->url;
    values["network_handle"] = "@" + group->username + "@" + app.urls.domain();
    auto people = people_of(tx, app.urls, id, language);
    values["has_people"] = !people.empty();
    values["people"] = std::move(people);
    put_rights(values, tx, *chat, viewer);
    put_posts(values, tx, app.urls, language, *chat, network->sensitive);
    const bool open = chat->state == "scheduled" || knowledge::is_open(*chat, app.clock.now());
    values["open"] = open;
    values["t"] = code_of(language);
    return Loaded{*chat, std::move(values), network->sensitive, open};
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
    const auto language = language_of(ctx);
    // The address is that of the federated object, whose routes know no sessions.
    std::optional<app::Viewer> viewer;
    if (const auto cookie = http::find_cookie(ctx.request(), app::session_cookie)) {
        const auto session = co_await app.tokens.session(*cookie);
        if (session) viewer = *session;
    }
    const auto loaded = co_await app.db.transact([&](Transaction& tx) { return load(tx, app, *id, viewer, language); });
    if (!loaded) co_return error_page(ctx, 404);
    Page page;
    page.title = loaded->chat.title;
    page.body = render("chat", loaded->values);
    page.description = excerpt(text::to_plain_text(text::markdown_to_html(loaded->chat.description)), 200);
    page.canonical = app.urls.chat(*id);
    page.activity = loaded->chat.uri;
    page.structured_data = structured_data(app.urls, *loaded);
    page.hidden = loaded->sensitive;
    if (loaded->open) page.script = "live.js";
    auto response = respond(ctx, page);
    if (viewer) response.compressible = false; // it holds a form's token
    response.headers.add("Vary", "Accept");
    co_return response;
}

} // namespace rounds::web
