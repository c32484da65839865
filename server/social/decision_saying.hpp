#pragma once

#include "server/social/outbox.hpp"
#include "storage/network_acts.hpp"

#include <string>
#include <string_view>

namespace rounds::social {

/// What was decided about people and posts of a network of ours, to be told to other servers: told as sayings are
/// (outbox.hpp), in order with those about the same post or pair.
struct DecisionSaying
{
    storage::network_acts::ActId act{};
    AccountId by{};         ///< who decided it, or took it back
    bool undone = false;    ///< it is taken back
    std::string activity{}; ///< what a steward of another server sent, byte for byte; empty: one of ours decided
};

/// `arrived` is the uri of what a steward of another server sent, or empty.
void say_decision(
    storage::Transaction& tx, const storage::network_acts::Act& act, AccountId by, bool undone, std::string_view arrived
);
/// not_found when the job says something else.
[[nodiscard]] result<DecisionSaying> read_decision(const json::object& payload);

} // namespace rounds::social
