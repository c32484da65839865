#pragma once

#include "storage/model/sign_up.hpp"
#include "storage/pg/transaction.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rounds::storage {

/// A row of sign_ups: somebody who asked for an account.
struct SignUp
{
    SignUpId id{};
    std::string username{};
    std::string email{};
    std::string password_hash{};
    std::string display_name{};
    std::string locale{};
    std::string reason{};
    std::optional<InvitationId> invitation{};
    bool must_confirm = false;
    std::optional<Time> confirmed_at{};
    bool must_approve = false;
    std::optional<Time> approved_at{};
    std::optional<std::string> token_hash{}; ///< SHA-256 of the token that an app was given
    std::optional<AppId> app{};
    std::string scopes{};
    Time created_at{};

    [[nodiscard]] bool unconfirmed() const noexcept { return must_confirm && !confirmed_at; }
    [[nodiscard]] bool unapproved() const noexcept { return must_approve && !approved_at; }
};

/// A row of invitations.
struct Invitation
{
    InvitationId id{};
    std::string note{};
    std::optional<int> max_uses{};
    int uses = 0;
    std::optional<Time> expires_at{};
    std::optional<Time> revoked_at{};
    Time created_at{};
};

} // namespace rounds::storage

namespace rounds::storage::sign_ups {

/// already_exists when somebody else asked for the name.
[[nodiscard]] result<SignUp> add(Transaction& tx, const SignUp& sign_up);
[[nodiscard]] result<SignUp> find(Transaction& tx, SignUpId id);
/// The same with its row locked, so that of two answers to one request the second one sees the first.
[[nodiscard]] result<SignUp> lock(Transaction& tx, SignUpId id);
[[nodiscard]] result<SignUp> find_by_username(Transaction& tx, std::string_view username);
/// Those who may log in to see how far they are: the newest one that asked with this address.
[[nodiscard]] result<SignUp> find_by_email(Transaction& tx, std::string_view email);

/// The app and scopes of a token that waits for its account.
struct Waiting
{
    SignUpStanding standing;
    std::optional<AppId> app;
    std::string scopes;
};
[[nodiscard]] result<Waiting> find_by_token(Transaction& tx, std::string_view token_hash);

void set_email(Transaction& tx, SignUpId id, std::string_view email);
void set_confirmed(Transaction& tx, SignUpId id, Time now);
void set_approved(Transaction& tx, SignUpId id, Time now);
void remove(Transaction& tx, SignUpId id);

/// Those that staff has to decide on, the oldest first; who has to confirm an address has done so.
[[nodiscard]] std::vector<SignUp> to_approve(Transaction& tx, int limit);
/// Forgets those that were made before `before` and never confirmed, at most `limit`. Returns how many.
std::size_t sweep_unconfirmed(Transaction& tx, Time before, int limit);

/// An account of this instance, also one that was deleted, or somebody who asked for one, has this name or one that
/// looks like it.
[[nodiscard]] bool looks_taken(Transaction& tx, std::string_view username);
/// One of `names` looks like `username`.
[[nodiscard]] bool looks_like(Transaction& tx, std::string_view username, const std::vector<std::string>& names);

} // namespace rounds::storage::sign_ups

namespace rounds::storage::invitations {

[[nodiscard]] Invitation add(Transaction& tx, std::string_view code_hash, const Invitation& invitation);
/// Counts one use. not_found when the code is none, is revoked, used up or expired.
[[nodiscard]] result<InvitationId> use(Transaction& tx, std::string_view code_hash, Time now);
/// As use() without counting.
[[nodiscard]] bool valid(Transaction& tx, std::string_view code_hash, Time now);
/// Newest first.
[[nodiscard]] std::vector<Invitation> list(Transaction& tx, int limit);
/// not_found when there is none, or it is revoked already.
[[nodiscard]] result<void> revoke(Transaction& tx, InvitationId id, Time now);

} // namespace rounds::storage::invitations
