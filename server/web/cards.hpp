#pragma once

#include "server/social/verbs.hpp"
#include "server/web/words.hpp"
#include "storage/base/json.hpp"
#include "storage/model/knowledge.hpp"
#include "storage/model/status.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rounds::web {

/// "22 November 2026", "22 de noviembre de 2026".
[[nodiscard]] std::string long_date(Time time, Language language);
/// "22 November 2026, 09:00 UTC".
[[nodiscard]] std::string long_time(Time time, Language language);
/// A date of the database, "2026-11-22", in words; what is none stays as it is.
[[nodiscard]] std::string long_date(std::string_view iso_date, Language language);

/// name, handle, address, picture, elsewhere: how a page names an account. Pictures of other servers are not shown, so
/// that no reader is made known to them.
[[nodiscard]] json::object account_values(const social::Urls& urls, const storage::Account& account);
[[nodiscard]] std::string display_name(const storage::Account& account);

/// HTML of a post as a card; `current` marks the one that the page is about. A boost is shown as the post it boosts.
/// `quoted` is what the post shows, when its reader may see it.
[[nodiscard]] std::string post_card(
    const social::Urls& urls,
    Language language,
    const storage::StatusView& view,
    bool current = false,
    const storage::StatusView* quoted = nullptr
);

/// Posts of these ids that `viewer` may see, boosts only of posts that they may see too; in order, as cards.
[[nodiscard]] json::array post_cards(
    storage::Transaction& tx,
    const social::Urls& urls,
    Language language,
    const std::vector<StatusId>& ids,
    std::optional<AccountId> viewer,
    std::optional<StatusId> current = {}
);

/// address, title, when, state of a chat.
[[nodiscard]] json::object chat_values(const social::Urls& urls, Language language, const storage::Chat& chat);

/// Text cut at a word after about `limit` code points, with "..." when it was longer.
[[nodiscard]] std::string excerpt(std::string_view text, std::size_t limit);

/// The request asks for an ActivityPub document, not for a page.
[[nodiscard]] bool wants_activity(std::string_view accept) noexcept;

} // namespace rounds::web
