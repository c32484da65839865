#include "server/api/handlers.hpp"
#include "server/api/media_form.hpp"
#include "server/api/state.hpp"
#include "server/app/config.hpp"
#include "server/app/guarded.hpp"
#include "server/entities/media_attachment.hpp"
#include "server/media/service.hpp"

namespace rounds::api {
namespace {

using storage::media::Upload;

/// How long an upload is answered at once, when it is ready within this time (version 2).
constexpr std::chrono::seconds soon{5};
/// How long version 1, which knows no busy uploads, makes its client wait.
constexpr std::chrono::seconds at_last{90};

asio::awaitable<result<Upload>> find_upload(Context& ctx, MediaId id)
{
    co_return co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::media::find_own(tx, id, ctx.account_id());
    });
}

/// 200 when it is ready, `busy` while it is not, 422 when it failed.
Response answer(const Context& ctx, const Upload& upload, unsigned busy)
{
    const auto& media = upload.media;
    if (media.state == "failed") {
        if (media.failure == "overloaded") return fail(errc::unavailable);
        return fail(media::refusal_of(media.failure.value_or("")));
    }
    const unsigned status = media.state == "ready" ? 200 : busy;
    return http::json_response(entities::media_attachment(media, ctx.app().urls), status);
}

/// An answer when the description names somebody whom it should not.
asio::awaitable<std::optional<Response>> refuse_description(Context& ctx, const MediaForm& form)
{
    if (!form.description) co_return std::nullopt;
    privacy::Submission submission;
    submission.pieces.push_back({.place = "alt_text", .text = *form.description});
    co_return co_await app::refuse_identifiers(ctx, std::move(submission));
}

asio::awaitable<Response> upload(Context& ctx, std::chrono::seconds patience)
{
    const auto form = MediaForm::from(ctx.params(), ctx.app().config.media.description_characters);
    if (!form) co_return fail(form.error());
    auto refused = co_await refuse_description(ctx, *form);
    if (refused) co_return std::move(*refused);
    media::Upload upload;
    upload.bytes = file_of(ctx.params(), "file");
    upload.description = form->description.value_or("");
    upload.focus = form->focus;
    const auto id = co_await ctx.app().media->accept(ctx.account_id(), std::move(upload));
    if (!id) co_return fail(id.error());
    if (auto thumbnail = file_of(ctx.params(), "thumbnail"); !thumbnail.empty()) {
        const auto set = co_await set_thumbnail(ctx, *id, std::move(thumbnail));
        if (!set) co_return fail(set.error());
    }
    co_await ctx.app().media->wait(*id, patience);
    const auto found = co_await find_upload(ctx, *id);
    if (!found) co_return fail(found.error());
    co_return answer(ctx, *found, 202);
}

} // namespace

/// POST /api/v2/media: 200 when it is ready soon, else 202 with `url` null.
Answer upload_media(Context& ctx)
{
    co_return co_await upload(ctx, soon);
}

/// POST /api/v1/media: waits until it is ready; a film that takes longer than that is answered as by version 2.
Answer upload_media_v1(Context& ctx)
{
    co_return co_await upload(ctx, at_last);
}

/// GET /api/v1/media/:id: 206 while it is busy.
Answer show_media(Context& ctx)
{
    const auto id = ctx.path_id<MediaId>("id");
    if (!id) co_return fail(id.error());
    const auto found = co_await find_upload(ctx, *id);
    if (!found) co_return fail(found.error());
    co_return answer(ctx, *found, 206);
}

/// PUT /api/v1/media/:id: description, focus, thumbnail.
Answer update_media(Context& ctx)
{
    const auto id = ctx.path_id<MediaId>("id");
    if (!id) co_return fail(id.error());
    const auto form = MediaForm::from(ctx.params(), ctx.app().config.media.description_characters);
    if (!form) co_return fail(form.error());
    auto refused = co_await refuse_description(ctx, *form);
    if (refused) co_return std::move(*refused);
    auto found = co_await find_upload(ctx, *id);
    if (!found) co_return fail(found.error());
    if (auto thumbnail = file_of(ctx.params(), "thumbnail"); !thumbnail.empty()) {
        const auto set = co_await set_thumbnail(ctx, *id, std::move(thumbnail));
        if (!set) co_return fail(set.error());
    }
    co_await ctx.app().db.transact([&](Transaction& tx) { storage::media::change(tx, *id, form->change()); });
    if (found->status) ctx.app().api->statuses.drop(*found->status);
    found = co_await find_upload(ctx, *id);
    if (!found) co_return fail(found.error());
    co_return answer(ctx, *found, 206);
}

/// DELETE /api/v1/media/:id: 422 while it hangs on a post.
Answer delete_media(Context& ctx)
{
    const auto id = ctx.path_id<MediaId>("id");
    if (!id) co_return fail(id.error());
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::media::remove(tx, *id, ctx.account_id());
    });
    if (!done && done.error() == errc::already_exists) co_return fail(invalid::media_in_use);
    if (!done) co_return fail(done.error());
    co_return empty_answer();
}

} // namespace rounds::api
