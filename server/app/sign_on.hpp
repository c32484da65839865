#pragma once

#include "server/app/config.hpp"
#include "server/sign_on/provider.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rounds::app {

/// Settings of the OpenID provider; nothing when none is configured. Throws std::runtime_error with one clear line: the
/// issuer or a rule for roles cannot be read, or the file of the secret.
[[nodiscard]] std::optional<sign_on::Settings> sign_on_settings(const Config& config);
/// Its host, when it is in the hospital's own network.
[[nodiscard]] std::vector<std::string> intranet_hosts(const Config& config);

/// The highest role that these groups have by sign_on.roles; empty: none.
[[nodiscard]] std::string role_of_groups(const Config& config, const std::vector<std::string>& groups);

} // namespace rounds::app
