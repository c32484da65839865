#pragma once

#include "admin/cli/command.hpp"

namespace rounds::cli {

/// Parts of `rounds network`: who comes in, what people agreed to, and the library.
void add_network_desk(CLI::App& network, Environment& environment);
/// What stewards decide about people and posts.
void add_network_moderation(CLI::App& network, Environment& environment);

} // namespace rounds::cli
