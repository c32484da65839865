#pragma once

#include "server/social/verbs.hpp"

namespace rounds::social {

/// Jobs of this kind give a post the card of the page it links: {"status": id}.
inline constexpr std::string_view card_job = "preview_card";

/// Plans the card of a public or unlisted post that links something. Servers that all got the post at once must not all
/// ask the page at once: what arrived waits for up to a minute (federation.md section 8 no. 14).
/// `former_content`: of an edit; a link that went takes its card along.
void plan_card(Transaction& tx, const Status& status, Time now, std::string_view former_content = {});

} // namespace rounds::social
