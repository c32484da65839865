#include "server/media/routes.hpp"

#include "server/app/context.hpp"
#include "server/app/user_agent.hpp"
#include "server/media/remote.hpp"
#include "server/media/serve.hpp"
#include "server/media/service.hpp"
#include "storage/accounts.hpp"
#include "storage/received.hpp"

namespace rounds::media {
namespace {

using app::Context;
using http::Response;
using storage::Transaction;
using Answer = asio::awaitable<Response>;

/// GET /media/:key. Whoever knows the address may see it, as on all servers of this network: it cannot be guessed.
Answer show_file(Context& ctx)
{
    auto& media = *ctx.app().media;
    const std::string key(ctx.path_text("key"));
    const auto type = type_of_made(key);
    if (!storage::is_blob_key(key) || type.empty()) co_return app::problem(errc::not_found);
    const auto size = co_await media.blocking().run([&] { return media.blobs().size(key); });
    if (!size) co_return app::problem(size.error());
    const auto host = app::named_host(ctx.request().headers.get("User-Agent"));
    if (!host.empty()) {
        const auto now = ctx.app().clock.now();
        co_await ctx.app().db.transact([&](Transaction& tx) { storage::received::note_file(tx, key, host, now); });
    }
    Served file;
    file.media_type = type;
    file.tag = key;
    file.size = *size;
    file.read = [&blobs = media.blobs(), key](std::uint64_t offset, std::size_t length) {
        return blobs.read(key, offset, length);
    };
    co_return co_await serve(ctx.request(), media.blocking(), std::move(file));
}

Answer show_remote(Context& ctx, Remote::Source source, Remote::Variant variant)
{
    auto& media = *ctx.app().media;
    const auto found = co_await media.remote().find(std::move(source), variant);
    if (!found) co_return app::problem(found.error());
    Served file;
    file.media_type = type_of_made(found->name);
    file.tag = found->name;
    file.size = found->size;
    file.read = [open = found->file](std::uint64_t offset, std::size_t length) -> result<std::string> {
        return open->read(offset, length);
    };
    co_return co_await serve(ctx.request(), media.blocking(), std::move(file));
}

Answer show_remote_attachment(Context& ctx, Remote::Variant variant)
{
    const std::string key(ctx.path_text("key"));
    const auto known =
        co_await ctx.app().db.transact([&](Transaction& tx) { return storage::media::find_remote(tx, key); });
    if (!known) co_return app::problem(known.error());
    Remote::Source source{known->access_key, *known->remote_url, Task::attachment};
    co_return co_await show_remote(ctx, std::move(source), variant);
}

/// GET /media/remote/:key
Answer show_remote_original(Context& ctx)
{
    co_return co_await show_remote_attachment(ctx, Remote::Variant::original);
}

/// GET /media/remote/:key/small
Answer show_remote_small(Context& ctx)
{
    co_return co_await show_remote_attachment(ctx, Remote::Variant::small);
}

/// The address names the version, so that it changes when the picture does. An earlier version is gone.
Answer show_remote_picture(Context& ctx, social::Picture picture)
{
    const auto id = ctx.path_id<AccountId>("id");
    if (!id) co_return app::problem(id.error());
    const auto account =
        co_await ctx.app().db.transact([&](Transaction& tx) { return storage::accounts::find(tx, *id); });
    if (!account || account->local() || !account->usable()) co_return app::problem(errc::not_found);
    const bool avatar = picture == social::Picture::avatar;
    const auto& url = avatar ? account->avatar_url : account->header_url;
    const auto version = social::picture_version(url);
    if (url.empty() || version != ctx.path_text("version")) co_return app::problem(errc::not_found);
    auto name = (avatar ? "avatar-" : "header-") + to_string(*id) + '-' + version;
    Remote::Source source{std::move(name), url, avatar ? Task::avatar : Task::header};
    co_return co_await show_remote(ctx, std::move(source), Remote::Variant::original);
}

/// GET /media/remote/avatars/:id/:version
Answer show_remote_avatar(Context& ctx)
{
    co_return co_await show_remote_picture(ctx, social::Picture::avatar);
}

/// GET /media/remote/headers/:id/:version
Answer show_remote_header(Context& ctx)
{
    co_return co_await show_remote_picture(ctx, social::Picture::header);
}

using app::Auth;
using app::Rate;
using enum http::Method;

// Not counted: one page shows dozens, and a whole hospital may come from one address.
constexpr app::Route table[] = {
    {get, "/media/:key", Auth::open, "", show_file, Rate::none},
    {get, "/media/remote/:key", Auth::open, "", show_remote_original, Rate::none},
    {get, "/media/remote/:key/small", Auth::open, "", show_remote_small, Rate::none},
    {get, "/media/remote/avatars/:id/:version", Auth::open, "", show_remote_avatar, Rate::none},
    {get, "/media/remote/headers/:id/:version", Auth::open, "", show_remote_header, Rate::none},
};

} // namespace

std::span<const app::Route> routes()
{
    return table;
}

} // namespace rounds::media
