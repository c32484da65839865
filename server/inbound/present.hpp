#pragma once

#include "federation/inbox/activities/object.hpp"
#include "server/social/verbs.hpp"

#include <string>

namespace rounds::inbound {

/// An object as it is kept and shown: harmless HTML, plain title and warning.
struct Post
{
    inbox::RemoteObject object;
    std::string content; ///< sanitised HTML
    std::string words;   ///< its plain text
    std::string title;   ///< plain text
    std::string spoiler; ///< plain text
    bool sensitive = false;
};

/// Articles, Events and Pages get a heading, a summary or date line, and a link, as Mastodon shows them (federation.md
/// 1.11); of an Article and an Event the content is left to their own page.
[[nodiscard]] Post present(inbox::RemoteObject object);

/// Who may see it, from its addressees (federation.md section 2): Public in `to` public, in `cc` unlisted, the author's
/// own followers private, anything else direct. Never wider than what is written there (N71).
[[nodiscard]] storage::Visibility
visibility_of(const inbox::Recipients& recipients, const storage::Account& author) noexcept;

} // namespace rounds::inbound
