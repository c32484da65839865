#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace rounds {

enum class SignUpId : std::int64_t {};
enum class InvitationId : std::int64_t {};

} // namespace rounds

namespace rounds::storage {

/// How far somebody has come who asked for an account and has none yet.
struct SignUpStanding
{
    SignUpId id{};
    bool confirmed = false; ///< the address is, or need not be; what is missing is that staff lets them in
};

} // namespace rounds::storage
