#pragma once

#include "server/app/app.hpp"
#include "server/archive/tar.hpp"

namespace rounds::archive {

/// Everything a person of this instance made here or decided, as files: actor.json and outbox.json (ActivityStreams, in
/// the form of Mastodon's archive, with direct messages), likes.json and bookmarks.json, media_attachments/, the CSV
/// lists that Mastodon and we can read, consents.json, marks.json, log_ins.json. What others wrote to them is not
/// theirs to take. In transactions of a few hundred posts.
[[nodiscard]] boost::asio::awaitable<result<Tar>> collect(app::App& app, AccountId account);

} // namespace rounds::archive
