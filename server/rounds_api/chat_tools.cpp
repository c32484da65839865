#include "server/knowledge/chat_tools.hpp"

#include "server/app/guarded.hpp"
#include "server/rounds_api/describe.hpp"
#include "server/rounds_api/handlers.hpp"
#include "server/social/visibility.hpp"
#include "storage/chat_reminders.hpp"
#include "storage/chat_tools.hpp"
#include "storage/chats.hpp"
#include "storage/statuses.hpp"

/// What hosts do while their chat runs.
namespace rounds::rounds_api {
namespace {

using storage::Account;

constexpr int most_listed = 100;

json::array posts_json(Transaction& tx, const std::vector<StatusId>& ids, AccountId viewer)
{
    json::array all;
    for (const auto& view : storage::statuses::views(tx, social::visible(tx, ids, viewer))) {
        json::object out;
        out["status_id"] = to_string(view.status.id);
        out["account"] = account_json(tx, view.status.account);
        out["url"] = view.status.url.value_or(view.status.uri);
        out["content"] = view.status.content;
        out["created_at"] = to_iso8601(view.status.created_at);
        all.push_back(std::move(out));
    }
    return all;
}

json::array reminders_json(Transaction& tx, ChatId chat)
{
    json::array all;
    for (const auto& reminder : storage::chat_reminders::of_chat(tx, chat)) {
        json::object out;
        out["before"] = reminder.before;
        out["due_at"] = to_iso8601(reminder.due_at);
        out["done_at"] = time_or_null(reminder.done_at);
        out["status_id"] = id_or_null(reminder.status);
        all.push_back(std::move(out));
    }
    return all;
}

json::object desk_json(Transaction& tx, const storage::Chat& chat, AccountId viewer, Time now)
{
    json::object out;
    out["chat"] = chat_json(tx, chat, viewer);
    out["unanswered"] = posts_json(tx, storage::chats::unanswered(tx, chat.id, now, most_listed), viewer);
    out["queued"] = posts_json(tx, storage::chats::queued(tx, chat.id, most_listed), viewer);
    out["reminders"] = reminders_json(tx, chat.id);
    return out;
}

/// Does `change(tx, by, chat, now)` and answers with the desk as it is then.
template <class F> Answer change(Context& ctx, F change, std::string_view field = state_field)
{
    const auto id = ctx.path_id<ChatId>("id");
    if (!id) co_return app::problem(id.error());
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto chat = change(tx, by, *id, now);
        if (!chat) return chat.error();
        return desk_json(tx, *chat, by.id, now);
    };
    co_return co_await act(ctx, body, field);
}

} // namespace

/// GET /chats/:id/desk: for those who run the chat.
Answer show_desk(Context& ctx)
{
    const auto id = ctx.path_id<ChatId>("id");
    if (!id) co_return app::problem(id.error());
    const auto body = [&](Transaction& tx) -> result<json::value> {
        const auto chat = storage::chats::find(tx, *id);
        if (!chat) return chat.error();
        if (!knowledge::may_run(tx, *chat, ctx.account_id())) return errc::forbidden;
        return desk_json(tx, *chat, ctx.account_id(), ctx.app().clock.now());
    };
    co_return co_await show(ctx, body);
}

/// POST /chats/:id/slow_mode {seconds}
Answer set_slow_mode(Context& ctx)
{
    const auto seconds = ctx.params().integer("seconds");
    if (!seconds || *seconds < 0 || *seconds > knowledge::longest_pause.count()) co_return invalid("seconds");
    const auto to = [&](Transaction& tx, const Account& by, ChatId id, Time now) {
        return knowledge::set_slow_mode(tx, by, id, std::chrono::seconds(*seconds), now);
    };
    co_return co_await change(ctx, to);
}

/// POST /chats/:id/pin {status_id}; without one, or null: none is pinned.
Answer pin_chat_post(Context& ctx)
{
    const auto text = ctx.params().text_or("status_id", "");
    const auto status = parse_id<StatusId>(text);
    if (!text.empty() && !status) co_return invalid("status_id");
    const auto to = [&](Transaction& tx, const Account& by, ChatId id, Time now) {
        return knowledge::pin_post(tx, by, id, status, now);
    };
    co_return co_await change(ctx, to, "status_id");
}

/// POST /chats/:id/off_topic {status_id, off_topic}
Answer mark_off_topic(Context& ctx)
{
    const auto status = parse_id<StatusId>(ctx.params().text_or("status_id", ""));
    if (!status) co_return invalid("status_id");
    const bool off_topic = ctx.params().flag("off_topic").value_or(true);
    const auto to = [&](Transaction& tx, const Account& by, ChatId id, Time now) {
        return knowledge::mark_off_topic(tx, by, id, *status, off_topic, now);
    };
    co_return co_await change(ctx, to);
}

/// POST /chats/:id/let_in {status_id}: slow mode does not hold it back any longer.
Answer let_post_in(Context& ctx)
{
    const auto status = parse_id<StatusId>(ctx.params().text_or("status_id", ""));
    if (!status) co_return invalid("status_id");
    const auto to = [&](Transaction& tx, const Account& by, ChatId id, Time now) {
        return knowledge::let_in(tx, by, id, *status, now);
    };
    co_return co_await change(ctx, to);
}

/// POST /chats/:id/closing {text}: what the network says when the chat ends.
Answer set_closing(Context& ctx)
{
    const auto text = ctx.params().text_or("text", "");
    privacy::Submission submission;
    submission.for_organisation = true;
    submission.pieces = {{"prompt", text}};
    auto refused = co_await app::refuse_identifiers(ctx, std::move(submission));
    if (refused) co_return std::move(*refused);
    const auto to = [&](Transaction& tx, const Account& by, ChatId id, Time now) {
        return knowledge::set_closing(tx, by, id, text, now);
    };
    co_return co_await change(ctx, to, "text");
}

/// POST /chats/:id/on_call {account_id, on_call}
Answer set_on_call(Context& ctx)
{
    const auto moderator = parse_id<AccountId>(ctx.params().text_or("account_id", ""));
    if (!moderator) co_return invalid("account_id");
    const bool on_call = ctx.params().flag("on_call").value_or(true);
    const auto to = [&](Transaction& tx, const Account& by, ChatId id, Time now) {
        return knowledge::set_on_call(tx, by, id, *moderator, on_call, now);
    };
    co_return co_await change(ctx, to);
}

/// POST /chats/:id/interests {statement}: by hosts, guests and moderators about themselves.
Answer declare_chat_interests(Context& ctx)
{
    const auto id = ctx.path_id<ChatId>("id");
    if (!id) co_return app::problem(id.error());
    const auto statement = ctx.params().text_or("statement", "");
    privacy::Submission submission;
    submission.pieces = {{"note", statement}};
    auto refused = co_await app::refuse_identifiers(ctx, std::move(submission));
    if (refused) co_return std::move(*refused);
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto chat = knowledge::declare_chat_interests(tx, by, *id, statement, now);
        if (!chat) return chat.error();
        return chat_json(tx, *chat, by.id);
    };
    co_return co_await act(ctx, body, "statement");
}

} // namespace rounds::rounds_api
