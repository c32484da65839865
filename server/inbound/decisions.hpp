#pragma once

#include "server/inbound/arrived.hpp"

// What moderators of groups decide (FEP-1b12 in Lemmy's form): a Delete with a reason, a Remove from the group, a Block
// whose target is the group, a Lock, and the Undo of any of these.

namespace rounds::inbound {

/// One of these, by its shape.
[[nodiscard]] bool is_decision(const inbox::Activity& activity);

/// Of a network of ours, by one of its stewards elsewhere. not_found when it is about nothing of the kind: then it
/// means what else it may mean. forbidden for who is no steward of that very network.
[[nodiscard]] result<void> handle_decision(Scope& scope, const inbox::Activity& activity);
/// Of a group of another server that announces it: it counts for what is that group's own, when its moderator did it.
[[nodiscard]] result<void>
handle_announced_decision(Scope& scope, const inbox::Activity& activity, const std::string& announced);

} // namespace rounds::inbound
