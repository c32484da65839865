#pragma once

#include "server/knowledge/network_moderation.hpp"

namespace rounds::knowledge {

enum class Outcome { done, undone };

/// The network writes to whom a decision concerns, in their language: what, why, and who decides on appeals.
void tell_concerned(
    Transaction& tx, const social::Urls& urls, const Network& network, const Act& act, Outcome outcome, Time now
);

} // namespace rounds::knowledge
