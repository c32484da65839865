#pragma once

#include "server/knowledge/references.hpp"
#include "storage/base/json.hpp"
#include "storage/chat_figures.hpp"
#include "storage/chats.hpp"

namespace rounds::knowledge {

/// Addresses that people shared in a chat: each once, in the order of their first appearance. Mentions, tags and pages
/// of this instance do not count.
struct SharedLinks
{
    std::size_t links = 0;
    std::vector<Identifier> references{}; ///< those that are literature: DOI, PMID, PMCID, trials
};
[[nodiscard]] SharedLinks
shared_links(const std::vector<storage::chats::Highlight>& posts, std::string_view own_base_url);

/// The figures of a chat as they may be shown (health.md 6.5): sums of people, and of posts in a cell, below five are
/// hidden (null), and so is what they could be worked out from. `own_domain` names this instance.
[[nodiscard]] json::object
statistics_json(const storage::chats::Figures& figures, const SharedLinks& shared, std::string_view own_domain);

} // namespace rounds::knowledge
