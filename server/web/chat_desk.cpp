#include "server/web/chat_desk.hpp"

#include "server/knowledge/chat_tools.hpp"
#include "server/social/visibility.hpp"
#include "server/web/acting.hpp"
#include "server/web/cards.hpp"
#include "storage/base/text.hpp"
#include "storage/chat_tools.hpp"
#include "storage/chats.hpp"
#include "storage/statuses.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace rounds::web {
namespace {

using knowledge::PromptChange;
using storage::Account;
using storage::Chat;
using storage::Transaction;

constexpr int most_waiting = 50;
constexpr std::size_t most_posts = 60;
constexpr std::array<int, 6> pauses{0, 30, 60, 120, 300, 600};
const std::map<std::string, PromptChange, std::less<>> prompt_changes{
    {"hold", PromptChange::hold},
    {"release", PromptChange::release},
    {"skip", PromptChange::skip},
    {"extend", PromptChange::extend},
};

json::array prompt_rows(Transaction& tx, ChatId chat, Language language)
{
    json::array rows;
    for (const auto& prompt : storage::chats::prompts(tx, chat)) {
        json::object row;
        row["position"] = prompt.position;
        row["label"] = prompt.label;
        row["content"] = prompt.content;
        row["state"] = word(language, "prompt_" + prompt.state);
        row["due"] = long_time(prompt.due_at, language);
        row["open"] = prompt.state == "waiting" || prompt.state == "held";
        row["may_hold"] = prompt.state == "waiting";
        rows.push_back(std::move(row));
    }
    return rows;
}

json::array pause_rows(int present)
{
    json::array rows;
    for (const auto seconds : pauses)
        rows.push_back(json::object{{"seconds", std::to_string(seconds)}, {"chosen", seconds == present}});
    return rows;
}

json::array people_rows(Transaction& tx, const social::Urls& urls, ChatId chat)
{
    const auto people = storage::chats::people(tx, chat);
    std::vector<AccountId> ids;
    for (const auto& person : people) ids.push_back(person.account);
    const auto views = storage::accounts::views(tx, ids);
    json::array rows;
    for (const auto& person : people) {
        const auto view = std::ranges::find(views, person.account, [](const auto& one) { return one.account.id; });
        if (person.role != "moderator" || view == views.end()) continue;
        auto row = account_values(urls, view->account);
        row["account_id"] = to_string(person.account);
        rows.push_back(std::move(row));
    }
    return rows;
}

/// Cards with what may be done to each; `marks` says which are off topic.
json::array post_rows(
    Transaction& tx,
    const social::Urls& urls,
    Language language,
    const Chat& chat,
    const std::vector<StatusId>& ids,
    const std::map<StatusId, bool>& marks
)
{
    json::array rows;
    for (const auto& view : storage::statuses::views(tx, social::visible(tx, ids, std::nullopt))) {
        const auto mark = marks.find(view.status.id);
        json::object row;
        row["card"] = post_card(urls, language, view);
        row["status_id"] = to_string(view.status.id);
        row["pinned"] = chat.pinned == view.status.id;
        row["off_topic"] = mark != marks.end() && mark->second;
        rows.push_back(std::move(row));
    }
    return rows;
}

void put_posts(
    json::object& values, Transaction& tx, const social::Urls& urls, Language language, const Chat& chat, Time now
)
{
    const auto all = storage::chats::posts(tx, chat.id);
    std::vector<StatusId> newest;
    std::map<StatusId, bool> marks;
    for (auto post = all.rbegin(); post != all.rend() && newest.size() < most_posts; ++post) {
        newest.push_back(post->status);
        marks[post->status] = post->off_topic;
    }
    auto questions =
        post_rows(tx, urls, language, chat, storage::chats::unanswered(tx, chat.id, now, most_waiting), {});
    auto queued = post_rows(tx, urls, language, chat, storage::chats::queued(tx, chat.id, most_waiting), {});
    auto posts = post_rows(tx, urls, language, chat, newest, marks);
    values["has_questions"] = !questions.empty();
    values["question_count"] = questions.size();
    values["questions"] = std::move(questions);
    values["has_queued"] = !queued.empty();
    values["queued"] = std::move(queued);
    values["has_posts"] = !posts.empty();
    values["posts"] = std::move(posts);
}

struct Desk
{
    std::string title;
    json::object values;
};

result<Desk> load(Transaction& tx, const app::Context& ctx, ChatId id, Language language)
{
    const auto& urls = ctx.app().urls;
    const auto chat = storage::chats::find(tx, id);
    if (!chat) return chat.error();
    if (!knowledge::may_run(tx, *chat, ctx.account_id())) return errc::forbidden;
    const auto now = ctx.app().clock.now();
    auto values = chat_values(urls, language, *chat);
    values["state"] = word(language, "chat_" + chat->state);
    values["path"] = "/chats/" + to_string(id);
    values["editable"] = chat->state == "scheduled";
    values["running"] = chat->state == "scheduled" || chat->state == "live";
    values["open"] = values["running"].as_bool() || knowledge::is_open(*chat, now);
    values["prompts"] = prompt_rows(tx, id, language);
    values["pauses"] = pause_rows(chat->slow_seconds);
    values["slow"] = chat->slow_seconds > 0;
    values["closing"] = chat->closing;
    auto people = people_rows(tx, urls, id);
    values["has_moderators"] = !people.empty();
    values["moderators"] = std::move(people);
    put_posts(values, tx, urls, language, *chat, now);
    return Desk{chat->title, std::move(values)};
}

/// Does `act(tx, by, chat, now)` for a form of the desk, and shows that part of it again.
template <class F> boost::asio::awaitable<http::Response> change(app::Context& ctx, F act, std::string_view anchor)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto id = ctx.path_id<ChatId>("id");
    if (!id) co_return error_page(ctx, 404);
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx, const Account& by) { return act(tx, by, *id, now); };
    std::string location = "/chats/" + to_string(*id) + "/desk#";
    location += anchor;
    co_return co_await perform(ctx, body, std::move(location));
}

std::optional<StatusId> status_of(const app::Context& ctx)
{
    return parse_id<StatusId>(ctx.params().text_or("status_id", ""));
}

} // namespace

boost::asio::awaitable<http::Response> chat_desk(app::Context& ctx)
{
    const auto id = ctx.path_id<ChatId>("id");
    if (!id) co_return error_page(ctx, 404);
    const auto language = language_of(ctx);
    auto desk = co_await ctx.app().db.transact([&](Transaction& tx) { return load(tx, ctx, *id, language); });
    if (!desk) co_return refusal_page(ctx, desk.error());
    auto title = std::string(word(language, "desk")) + ": " + desk->title;
    co_return own_page(ctx, "chat_desk", std::move(title), std::move(desk->values));
}

boost::asio::awaitable<http::Response> desk_prompt(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto wanted = prompt_changes.find(ctx.params().text_or("change", ""));
    const auto position = ctx.params().integer("position").value_or(0);
    const auto minutes = ctx.params().integer("minutes").value_or(5);
    if (wanted == prompt_changes.end() || position < 1 || position > 1000 || minutes < 1 || minutes > 24 * 60)
        co_return refusal_page(ctx, errc::invalid_argument);
    const auto act = [&](Transaction& tx, const Account& by, ChatId id, Time now) {
        return knowledge::change_prompt(
            tx, by, id, static_cast<int>(position), wanted->second, std::chrono::minutes(minutes), now
        );
    };
    co_return co_await change(ctx, act, "prompts");
}

boost::asio::awaitable<http::Response> desk_slow_mode(app::Context& ctx)
{
    const auto seconds = ctx.params().integer("seconds").value_or(-1);
    const auto act = [&](Transaction& tx, const Account& by, ChatId id, Time now) {
        return knowledge::set_slow_mode(tx, by, id, std::chrono::seconds(seconds), now);
    };
    co_return co_await change(ctx, act, "pace");
}

boost::asio::awaitable<http::Response> desk_pin(app::Context& ctx)
{
    const auto act = [&](Transaction& tx, const Account& by, ChatId id, Time now) {
        return knowledge::pin_post(tx, by, id, status_of(ctx), now);
    };
    co_return co_await change(ctx, act, "posts");
}

boost::asio::awaitable<http::Response> desk_off_topic(app::Context& ctx)
{
    const bool off_topic = ctx.params().flag("off_topic").value_or(true);
    const auto act = [&](Transaction& tx, const Account& by, ChatId id, Time now) -> result<Chat> {
        const auto status = status_of(ctx);
        if (!status) return errc::invalid_argument;
        return knowledge::mark_off_topic(tx, by, id, *status, off_topic, now);
    };
    co_return co_await change(ctx, act, "posts");
}

boost::asio::awaitable<http::Response> desk_let_in(app::Context& ctx)
{
    const auto act = [&](Transaction& tx, const Account& by, ChatId id, Time now) -> result<Chat> {
        const auto status = status_of(ctx);
        if (!status) return errc::invalid_argument;
        return knowledge::let_in(tx, by, id, *status, now);
    };
    co_return co_await change(ctx, act, "pace");
}

boost::asio::awaitable<http::Response> desk_closing(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto text = ctx.params().text_or("text", "");
    const std::vector<std::string> texts{text};
    const auto problem = co_await guard_problem(ctx, texts);
    if (!problem.empty()) co_return error_page(ctx, 422, problem);
    const auto act = [&](Transaction& tx, const Account& by, ChatId id, Time now) {
        return knowledge::set_closing(tx, by, id, text, now);
    };
    co_return co_await change(ctx, act, "closing");
}

boost::asio::awaitable<http::Response> desk_on_call(app::Context& ctx)
{
    const bool on_call = ctx.params().flag("on_call").value_or(true);
    auto handle = ctx.params().text_or("handle", "");
    if (handle.starts_with('@')) handle.erase(0, 1);
    const auto act = [&](Transaction& tx, const Account& by, ChatId id, Time now) -> result<Chat> {
        auto account = parse_id<AccountId>(ctx.params().text_or("account_id", ""));
        if (!handle.empty()) {
            const auto found = storage::accounts::find_by_handle(tx, handle, std::nullopt);
            if (!found) return found.error();
            account = found->id;
        }
        if (!account) return errc::invalid_argument;
        return knowledge::set_on_call(tx, by, id, *account, on_call, now);
    };
    co_return co_await change(ctx, act, "moderators");
}

boost::asio::awaitable<http::Response> chat_interests(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto id = ctx.path_id<ChatId>("id");
    if (!id) co_return error_page(ctx, 404);
    const auto statement = ctx.params().text_or("statement", "");
    const std::vector<std::string> texts{statement};
    const auto problem = co_await guard_problem(ctx, texts, "note");
    if (!problem.empty()) co_return error_page(ctx, 422, problem);
    const auto now = ctx.app().clock.now();
    const auto act = [&](Transaction& tx, const Account& by) {
        return knowledge::declare_chat_interests(tx, by, *id, statement, now);
    };
    co_return co_await perform(ctx, act, ctx.app().urls.chat(*id));
}

} // namespace rounds::web
