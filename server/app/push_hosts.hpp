#pragma once

#include "server/app/config.hpp"

#include <string_view>

namespace rounds::app {

/// push.hosts: the host or a domain that it lies in is on the list, or there is no list. Whether the address is one to
/// connect to is decided in federation/fetch.
[[nodiscard]] bool may_push_to(std::string_view host, const Config& config);

} // namespace rounds::app
