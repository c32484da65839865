#pragma once

#include "server/app/context.hpp"

#include <optional>
#include <string>

namespace rounds::web {

/// A browser in which a person has logged in before. Lockouts after wrong passwords do not hold it off, so that nobody
/// can lock another person out (security.md section 7, Login). It proves nothing else.
struct KnownDevice
{
    AccountId account{};
    std::string id;
};

/// What the browser's cookie says, when this instance sealed it.
[[nodiscard]] std::optional<KnownDevice> known_device(const app::Context& ctx);
/// A Set-Cookie value, good for a year.
[[nodiscard]] std::string remember_device(const app::Context& ctx, AccountId account);

} // namespace rounds::web
