#pragma once

#include "server/social/verbs.hpp"

namespace rounds::social {

/// Posts that everybody may read count as replies and in their author's number of posts that the world sees.
[[nodiscard]] inline bool open_to_all(const Status& status) noexcept
{
    return status.visibility <= Visibility::unlisted;
}

/// The post that a status stands for: a boost's original.
[[nodiscard]] result<Status> find_original(Transaction& tx, StatusId id, AccountId viewer);

/// Makes `status` a reply to `parent`: parent, its author, its conversation, and the network it belongs to.
void attach_to_parent(Status& status, const Status& parent);

/// Counters of a new post (or, with -1, of a removed one): the author's, and the parent's when it counts as a reply.
void count_post(Transaction& tx, const Status& status, int by);

/// The first Group among the mentioned.
[[nodiscard]] std::optional<AccountId> first_network(const std::vector<storage::AccountView>& mentioned);
/// All Groups among them.
[[nodiscard]] std::vector<AccountId> groups_among(const std::vector<storage::AccountView>& mentioned);
/// Groups of this instance among the mentioned, and the post's own network.
[[nodiscard]] std::vector<AccountId>
networks_of(const Status& status, const std::vector<storage::AccountView>& mentioned);

/// Networks boost what was posted to them, so that servers that know no wrapped activities (Mastodon) show it.
/// Top-level posts only: boosted replies flood their readers (federation.md section 8 no. 18).
void boost_by(
    Transaction& tx, const Urls& urls, const std::vector<AccountId>& networks, const Status& status, Time now
);

} // namespace rounds::social
