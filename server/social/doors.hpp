#pragma once

#include "server/social/verbs.hpp"

#include <string>

// Who may come into a network of ours by following it, and what is kept of that.

namespace rounds::social {

/// shut::barred: it keeps `by` out. forbidden: it stays on this instance, and `by` is of another. invalid_argument: it
/// is a sensitive one, and the name of `by` looks like a person's full name; people take part under a pseudonym there.
[[nodiscard]] result<void> knock(Transaction& tx, const Account& by, const Account& group);
/// Whether somebody of this instance may take the display name that `account` has now: in sensitive networks, which
/// they follow or have asked to, people take part under a pseudonym.
[[nodiscard]] bool may_be_called(Transaction& tx, const Account& account);
/// The moderators asked for another name, and the person has not changed it yet: nothing is posted until then.
[[nodiscard]] bool must_rename(Transaction& tx, const Account& account);
/// After the display name was changed from `before`: whether what the moderators asked for is done, or was never asked.
/// The name that is shown has to be another one, and must not look like a full name; then they may post again.
bool settle_name(Transaction& tx, const Account& before, const Account& account);
/// After the follow or request of somebody here was written: their consent is recorded where the network is sensitive.
void enter(Transaction& tx, const Account& by, const Account& group);
/// After it ended: the consent is taken back.
void leave(Transaction& tx, const Account& by, const Account& group);

/// What somebody agrees to who follows a sensitive network, as it is recorded and shown.
[[nodiscard]] std::string consent_wording(std::string_view title);

} // namespace rounds::social
