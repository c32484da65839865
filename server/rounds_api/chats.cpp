#include "server/knowledge/chats.hpp"

#include "server/app/guarded.hpp"
#include "server/knowledge/networks.hpp"
#include "server/rounds_api/describe.hpp"
#include "server/rounds_api/forms.hpp"
#include "server/rounds_api/handlers.hpp"
#include "storage/base/text.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"

namespace rounds::rounds_api {
namespace {

using knowledge::PromptChange;
using storage::Account;

/// There is no such network, or none for this viewer.
bool hidden(Transaction& tx, NetworkId id, std::optional<AccountId> viewer)
{
    const auto network = storage::networks::find(tx, id);
    return !network || !knowledge::may_read(tx, *network, viewer);
}

json::array chats_json(Transaction& tx, const std::vector<storage::Chat>& chats, std::optional<AccountId> viewer)
{
    json::array all;
    for (const auto& chat : chats) all.push_back(chat_json(tx, chat, viewer));
    return all;
}

Answer change_prompt(Context& ctx, PromptChange change, std::chrono::seconds later)
{
    const auto id = ctx.path_id<ChatId>("id");
    const auto position = text::parse_int(ctx.path_text("position"));
    if (!id || !position || *position < 1 || *position > 1000) co_return app::problem(errc::not_found);
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto prompt = knowledge::change_prompt(tx, by, *id, static_cast<int>(*position), change, later, now);
        if (!prompt) return prompt.error();
        const auto chat = storage::chats::find(tx, *id);
        if (!chat) return chat.error();
        return prompt_json(*chat, *prompt, true);
    };
    co_return co_await act(ctx, body);
}

/// The hospital's own words: title, description, prompts.
privacy::Submission texts_of(const knowledge::ChatForm& form)
{
    privacy::Submission submission;
    submission.for_organisation = true;
    submission.pieces = {{"prompt", form.title}, {"prompt", form.description}, {"prompt", form.closing}};
    for (const auto& prompt : form.prompts) submission.pieces.push_back({"prompt", prompt.content});
    return submission;
}

/// The same of a change, which names only what is new.
privacy::Submission texts_in(const Params& params, std::vector<std::string>& keep)
{
    keep = {params.text_or("title", ""), params.text_or("description", ""), params.text_or("closing", "")};
    for (const auto& prompt : params.objects("prompts")) keep.push_back(prompt.text_or("content", ""));
    privacy::Submission submission;
    submission.for_organisation = true;
    for (const auto& text : keep) submission.pieces.push_back({"prompt", text});
    return submission;
}

} // namespace

/// GET /chats: scheduled and live ones of all networks here, the next first.
Answer list_upcoming_chats(Context& ctx)
{
    const auto body = [&](Transaction& tx) -> result<json::value> {
        auto chats = storage::chats::upcoming(tx, limit_of(ctx.params()));
        std::erase_if(chats, [&](const storage::Chat& chat) { return hidden(tx, chat.network, ctx.viewer_id()); });
        return chats_json(tx, chats, ctx.viewer_id());
    };
    co_return co_await show(ctx, body);
}

/// GET /networks/:id/chats: the last to start first.
Answer list_chats(Context& ctx)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return app::problem(id.error());
    const auto body = [&](Transaction& tx) -> result<json::value> {
        if (hidden(tx, *id, ctx.viewer_id())) return errc::not_found;
        return chats_json(tx, storage::chats::list(tx, *id, limit_of(ctx.params())), ctx.viewer_id());
    };
    co_return co_await show(ctx, body);
}

/// POST /networks/:id/chats: by stewards and hosts.
Answer schedule_chat(Context& ctx)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return app::problem(id.error());
    const auto now = ctx.app().clock.now();
    knowledge::ChatForm form;
    if (const auto wrong = read_chat(ctx.params(), form, now); !wrong.empty()) co_return invalid(wrong);
    auto refused = co_await app::refuse_identifiers(ctx, texts_of(form));
    if (refused) co_return std::move(*refused);
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto chat = knowledge::schedule_chat(tx, ctx.app().urls, by, *id, form, now);
        if (!chat) return chat.error();
        return chat_json(tx, *chat, by.id);
    };
    // All else was judged before: what is left is somebody whom this instance does not know.
    co_return co_await act(ctx, body, "people");
}

Answer show_chat(Context& ctx)
{
    const auto id = ctx.path_id<ChatId>("id");
    if (!id) co_return app::problem(id.error());
    const auto body = [&](Transaction& tx) -> result<json::value> {
        const auto chat = storage::chats::find(tx, *id);
        if (!chat || hidden(tx, chat->network, ctx.viewer_id())) return errc::not_found;
        return chat_json(tx, *chat, ctx.viewer_id());
    };
    co_return co_await show(ctx, body);
}

/// PATCH /chats/:id: before it starts; fields that are not named stay.
Answer change_chat(Context& ctx)
{
    const auto id = ctx.path_id<ChatId>("id");
    if (!id) co_return app::problem(id.error());
    const auto now = ctx.app().clock.now();
    std::vector<std::string> texts;
    auto refused = co_await app::refuse_identifiers(ctx, texts_in(ctx.params(), texts));
    if (refused) co_return std::move(*refused);
    std::string_view wrong;
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) -> result<json::value> {
        wrong = {};
        const auto by = storage::accounts::find(tx, ctx.account_id());
        const auto chat = storage::chats::find(tx, *id);
        if (!by || !chat) return errc::not_found;
        const auto network = storage::networks::find(tx, chat->network);
        if (!network) return network.error();
        if (!knowledge::may_host(tx, *network, by->id)) return errc::forbidden;
        if (chat->state != "scheduled") return errc::invalid_argument;
        auto form = form_of(*chat, storage::chats::prompts(tx, *id));
        wrong = read_chat(ctx.params(), form, now);
        if (!wrong.empty()) return errc::invalid_argument;
        const auto changed = knowledge::change_chat(tx, ctx.app().urls, *by, *id, form, now);
        if (!changed) return changed.error();
        return chat_json(tx, *changed, by->id);
    });
    if (!wrong.empty()) co_return invalid(wrong);
    if (!done) co_return fail(done.error(), state_field);
    wake(ctx);
    co_return http::json_response(*done);
}

Answer cancel_chat(Context& ctx)
{
    const auto id = ctx.path_id<ChatId>("id");
    if (!id) co_return app::problem(id.error());
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto chat = knowledge::cancel_chat(tx, ctx.app().urls, by, *id, now);
        if (!chat) return chat.error();
        return chat_json(tx, *chat, by.id);
    };
    co_return co_await act(ctx, body);
}

Answer hold_prompt(Context& ctx)
{
    co_return co_await change_prompt(ctx, PromptChange::hold, {});
}

Answer release_prompt(Context& ctx)
{
    co_return co_await change_prompt(ctx, PromptChange::release, {});
}

Answer skip_prompt(Context& ctx)
{
    co_return co_await change_prompt(ctx, PromptChange::skip, {});
}

/// POST /chats/:id/prompts/:position/extend {seconds}
Answer extend_prompt(Context& ctx)
{
    constexpr long long longest = 24LL * 3600;
    const auto seconds = ctx.params().integer("seconds");
    if (!seconds || *seconds < 1 || *seconds > longest) co_return invalid("seconds");
    co_return co_await change_prompt(ctx, PromptChange::extend, std::chrono::seconds(*seconds));
}

} // namespace rounds::rounds_api
