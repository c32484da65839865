#pragma once

#include "server/entities/site.hpp"
#include "storage/base/json.hpp"
#include "storage/model/account.hpp"

namespace rounds::entities {

/// Account. Followers and following are told as totals only; who they are is not (health.md 2.6).
[[nodiscard]] json::object account(const storage::AccountView& view, const Site& site);

/// CredentialAccount: an Account with `source` and `role`, for its owner.
[[nodiscard]] json::object credential_account(
    const storage::AccountView& view, const storage::User& user, std::int64_t follow_requests, const Site& site
);

/// Profile: what its owner edits, as typed. Pictures that there are none of are null, not the default ones.
[[nodiscard]] json::object profile(const storage::AccountView& view, const Site& site);

/// MutedAccount.
[[nodiscard]] json::object
muted_account(const storage::AccountView& view, const std::optional<Time>& expires_at, const Site& site);

/// public, unlisted, private, direct.
[[nodiscard]] std::string_view visibility_name(int visibility) noexcept;

} // namespace rounds::entities
