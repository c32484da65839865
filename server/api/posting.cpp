#include "server/api/handlers.hpp"
#include "server/api/people.hpp"
#include "server/api/post_form.hpp"
#include "server/api/schedule.hpp"
#include "server/api/shown.hpp"
#include "server/api/wake.hpp"
#include "server/app/config.hpp"
#include "server/app/guarded.hpp"
#include "server/entities/scheduled_status.hpp"
#include "server/knowledge/chat_tools.hpp"
#include "server/knowledge/questions.hpp"
#include "server/social/doors.hpp"
#include "server/social/quotes.hpp"
#include "server/social/visibility.hpp"
#include "storage/personal.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/core.h>

namespace rounds::api {
namespace {

using storage::Status;

constexpr std::size_t longest_key = 255;
constexpr std::string_view name_first =
    "The moderators asked you to change the name that your account shows. You can post and edit again once you have.";

social::PostForm
post_form(const StatusForm& form, const storage::User& user, std::vector<AccountId> mentions, const Context& ctx)
{
    social::PostForm post;
    post.text = form.text;
    post.spoiler_text = form.spoiler_text;
    post.sensitive = form.sensitive.value_or(user.default_sensitive) || !form.spoiler_text.empty();
    post.visibility = form.visibility.value_or(storage::Visibility{user.default_visibility});
    post.in_reply_to = form.in_reply_to;
    post.language = form.language ? form.language : user.default_language;
    const auto& languages = ctx.app().config.instance.languages;
    if (!post.language && !languages.empty()) post.language = languages.front(); // as Mastodon does: never none
    post.mentions = std::move(mentions);
    post.media = form.media.value_or(std::vector<MediaId>{});
    post.app = ctx.viewer()->app;
    post.poll = form.poll;
    post.quoted = form.quoted;
    post.quote_policy =
        form.quote_policy.value_or(social::quote_policy_from(user.default_quote_policy).value_or(storage::QuotePolicy{})
        );
    return post;
}

/// What a person is told who may see a post and may not quote it.
boost::system::error_code unless_quoting(const boost::system::error_code& error, const StatusForm& form)
{
    if (form.quoted && error == errc::forbidden) return invalid::quote_denied;
    return error;
}

/// What was posted with the request's Idempotency-Key in the last hour. `invalid::key_reused` when that was something
/// else. Other requests with the key wait until this transaction ends.
result<std::optional<StatusId>>
replayed(Transaction& tx, AccountId account, std::string_view key, std::string_view hash)
{
    if (key.empty()) return std::optional<StatusId>{};
    storage::personal::lock_key(tx, account, key);
    const auto known = storage::personal::find_key(tx, account, key);
    if (!known) return std::optional<StatusId>{};
    if (known->body_hash != hash) return invalid::key_reused;
    if (!storage::statuses::find(tx, known->status)) return std::optional<StatusId>{};
    return std::optional{known->status};
}

/// New words about files, and whether these may be on the post together.
result<void> change_media(Transaction& tx, const Context& ctx, const StatusForm& form, StatusId status)
{
    const auto author = ctx.account_id();
    if (form.media) {
        const auto most = ctx.app().config.media.attachments;
        const auto may = check_attachments(tx, author, *form.media, most, status);
        if (!may) return may.error();
    }
    for (const auto& [id, said] : form.media_changes) {
        const auto upload = storage::media::find_own(tx, id, author);
        if (!upload) return invalid::media_not_found;
        storage::media::change(tx, id, said.change());
    }
    return {};
}

/// A post that quotes gets no files and no poll by an edit either.
result<void> stays_a_quote(Transaction& tx, StatusId id, const StatusForm& form)
{
    const bool more = form.poll || (form.media && !form.media->empty());
    if (more && storage::quotes::find(tx, id)) return invalid::quote_with_files;
    return {};
}

/// 429: a chat is in slow mode, and this is how long its author waits.
Response too_soon(std::chrono::seconds wait)
{
    auto response = http::json_error(
        429,
        fmt::format(
            "This chat is in slow mode, so that everyone can follow it. You can post in it again in {} second{}.",
            wait.count(),
            wait.count() == 1 ? "" : "s"
        )
    );
    response.headers.set("Retry-After", std::to_string(wait.count()));
    return response;
}

} // namespace

namespace {

/// The answer is a ScheduledStatus.
Answer schedule_status(Context& ctx, const StatusForm& form, const std::vector<AccountId>& mentions)
{
    const storage::scheduled::Key key{
        .text = std::string{ctx.request().headers.get("Idempotency-Key").substr(0, longest_key)},
        .body_hash = crypto::sha256(json::serialize(ctx.params().tree()))
    };
    const auto row = co_await ctx.app().db.transact([&](Transaction& tx) -> result<storage::scheduled::Scheduled> {
        const auto author = find_account(tx, ctx.account_id());
        if (!author) return author.error();
        const auto user = storage::accounts::find_user(tx, ctx.account_id());
        if (!user) return user.error();
        if (!key.text.empty()) storage::personal::lock_key(tx, author->id, key.text);
        const auto post = post_form(form, *user, mentions, ctx);
        const auto now = ctx.app().clock.now();
        return social::schedule(tx, *author, post, *form.scheduled_at, key, schedule_limits(ctx), now);
    });
    if (!row) co_return fail(unless_quoting(schedule_problem(row.error()), form));
    co_return http::json_response(entities::scheduled_status(*row));
}

void look_after(Transaction& tx, const Context& ctx, const social::Written& written)
{
    const auto& app = ctx.app();
    social::look_after(tx, app.urls, app::care_of(app.config), written, app.clock.now());
}

} // namespace

/// POST /api/v1/statuses; with scheduled_at it is kept for that time.
Answer create_status(Context& ctx)
{
    const auto form = StatusForm::from(ctx.params(), StatusLimits{ctx.app().config});
    if (!form) co_return fail(form.error());
    std::vector<std::string> texts;
    privacy::Submission submission;
    submission.pieces = app::pieces_of_status(ctx.params(), "post", texts);
    // Whoever quotes speaks about somebody's words, as who answers does.
    const auto spoken_of = form->in_reply_to ? form->in_reply_to : form->quoted;
    auto refused = co_await app::refuse_identifiers(ctx, std::move(submission), spoken_of);
    if (refused) co_return std::move(*refused);
    const auto mentions = co_await resolve_mentions(ctx, form->text);
    if (!mentions) co_return fail(mentions.error());
    if (form->scheduled_at) co_return co_await schedule_status(ctx, *form, *mentions);
    const auto key = ctx.request().headers.get("Idempotency-Key").substr(0, longest_key);
    const auto hash = crypto::sha256(json::serialize(ctx.params().tree()));
    Shown shown{ctx};
    const auto ticket = ctx.app().api->statuses.ticket();
    std::optional<std::chrono::seconds> pause;
    bool must_rename = false;
    const auto id = co_await ctx.app().db.transact([&](Transaction& tx) -> result<StatusId> {
        pause.reset();
        const auto author = find_account(tx, ctx.account_id());
        if (!author) return author.error();
        const auto user = storage::accounts::find_user(tx, ctx.account_id());
        if (!user) return user.error();
        const auto earlier = replayed(tx, author->id, key, hash);
        if (!earlier) return earlier.error();
        StatusId made{};
        if (*earlier) {
            made = **earlier;
        } else {
            const auto post = post_form(*form, *user, *mentions, ctx);
            const auto most = ctx.app().config.media.attachments;
            if (const auto may = check_attachments(tx, author->id, post.media, most); !may) return may.error();
            const auto status = social::post(tx, ctx.app().urls, *author, post, ctx.app().clock.now());
            must_rename = !status && social::must_rename(tx, *author);
            if (!status) return unless_quoting(status.error(), *form);
            made = status->id;
            const auto now = ctx.app().clock.now();
            pause = knowledge::say_in_chat(tx, *status, now);
            if (pause) return errc::invalid_argument; // nothing of it stays
            knowledge::record_question(tx, *status);
            look_after(tx, ctx, {*author, user->locale, *status});
            if (!key.empty()) storage::personal::keep_key(tx, author->id, key, hash, made);
        }
        shown.load(tx, {made}, Shown::Freshness::fresh);
        return made;
    });
    if (pause) co_return too_soon(*pause);
    if (must_rename) co_return http::json_error(403, name_first);
    if (!id) co_return fail(id.error());
    shown.keep(ticket, *id);
    ctx.app().api->homes.posted(*id, ctx.account_id());
    if (form->in_reply_to) ctx.app().api->statuses.drop(*form->in_reply_to); // its counter
    if (form->quoted) ctx.app().api->statuses.drop(*form->quoted);           // the same
    wake_workers(ctx);
    co_return http::json_text(shown.json(*id));
}

/// PUT /api/v1/statuses/:id
Answer edit_status(Context& ctx)
{
    const auto id = ctx.path_id<StatusId>("id");
    if (!id) co_return fail(id.error());
    const auto form = StatusForm::from(ctx.params(), StatusLimits{ctx.app().config});
    if (!form) co_return fail(form.error());
    const auto parent = co_await ctx.app().db.transact([&](Transaction& tx) -> std::optional<StatusId> {
        const auto status = social::find_visible(tx, *id, ctx.viewer_id());
        return status ? status->in_reply_to : std::nullopt;
    });
    std::vector<std::string> texts;
    privacy::Submission submission;
    submission.pieces = app::pieces_of_status(ctx.params(), "edit", texts);
    auto refused = co_await app::refuse_identifiers(ctx, std::move(submission), parent);
    if (refused) co_return std::move(*refused);
    const auto mentions = co_await resolve_mentions(ctx, form->text);
    if (!mentions) co_return fail(mentions.error());
    Shown shown{ctx};
    bool must_rename = false;
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) -> result<void> {
        const auto author = find_account(tx, ctx.account_id());
        if (!author) return author.error();
        const auto status = social::find_visible(tx, *id, ctx.viewer_id());
        if (!status) return status.error();
        if (const auto may = stays_a_quote(tx, *id, *form); !may) return may.error();
        social::EditForm edit;
        edit.quote_policy = form->quote_policy;
        edit.text = form->text;
        edit.title = status->title;
        edit.spoiler_text = form->spoiler_text;
        edit.sensitive = form->sensitive.value_or(status->sensitive) || !form->spoiler_text.empty();
        edit.language = form->language ? form->language : status->language;
        edit.mentions = *mentions;
        if (form->poll) edit.poll = form->poll->begin(ctx.app().clock.now());
        edit.media = form->media;
        const auto changed = change_media(tx, ctx, *form, *id);
        if (!changed) return changed.error();
        edit.media_described = !form->media_changes.empty();
        const auto edited = social::edit_post(tx, ctx.app().urls, *author, *id, edit, ctx.app().clock.now());
        must_rename = !edited && social::must_rename(tx, *author);
        if (!edited) return edited.error();
        const auto user = storage::accounts::find_user(tx, author->id);
        const auto locale = user ? user->locale : std::string("en");
        look_after(tx, ctx, {*author, locale, *edited});
        shown.load(tx, {*id}, Shown::Freshness::fresh);
        return {};
    });
    if (must_rename) co_return http::json_error(403, name_first);
    if (!done) co_return fail(done.error());
    shown.forget_kept();
    wake_workers(ctx);
    co_return http::json_text(shown.json(*id));
}

/// DELETE /api/v1/statuses/:id: answers the post with its source text, so that it can be drafted again. Its files stay
/// for that, unless `delete_media` says that they are to go as well.
Answer delete_status(Context& ctx)
{
    const auto id = ctx.path_id<StatusId>("id");
    if (!id) co_return fail(id.error());
    const bool with_files = ctx.params().flag("delete_media").value_or(false);
    Shown shown{ctx};
    const auto removed = co_await ctx.app().db.transact([&](Transaction& tx) -> result<Status> {
        const auto author = find_account(tx, ctx.account_id());
        if (!author) return author.error();
        const auto status = social::find_visible(tx, *id, ctx.viewer_id());
        if (!status) return status.error();
        shown.load(tx, {*id}, Shown::Freshness::fresh);
        const auto views = with_files ? storage::statuses::views(tx, {*id}) : std::vector<storage::StatusView>{};
        const auto gone = social::remove_post(tx, *author, *id);
        if (!gone) return gone.error();
        if (!views.empty())
            for (const auto& file : views.front().media) (void)storage::media::remove(tx, file.id, author->id);
        return *status;
    });
    if (!removed) co_return fail(removed.error());
    shown.forget_kept();
    wake_workers(ctx);
    auto body = shown.json(*id);
    body.pop_back();
    body += R"(,"text":)" + json::serialize(json::value(removed->source.value_or(""))) + '}';
    co_return http::json_text(std::move(body));
}

} // namespace rounds::api
