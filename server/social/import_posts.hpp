#pragma once

#include "server/social/verbs.hpp"
#include "storage/portable.hpp"

/// Posts that people bring from an archive: their own, for their own eyes.
namespace rounds::social {

/// Of an outbox as archives hold it (outbox.json, ours and Mastodon's): a row for each post that was public or for
/// followers and is its actor's own, the oldest first. Boosts are no posts, and direct messages stay in the archive.
/// invalid_argument when it is no such collection; too_large above `most` posts.
[[nodiscard]] result<std::vector<storage::portable::Fields>> read_outbox(std::string_view text, std::size_t most);

/// Writes it with its original date, where nobody but `by` sees it: it is delivered to nobody, nobody is told, and it
/// says where it was first published. Bringing it again is no error. invalid_argument when it tells no date, lies in
/// the future, or has no text.
[[nodiscard]] result<void>
import_post(Transaction& tx, const Urls& urls, const Account& by, const storage::portable::Fields& fields, Time now);

} // namespace rounds::social
