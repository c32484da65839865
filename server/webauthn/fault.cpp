#include "server/webauthn/fault.hpp"

#include "storage/base/named_faults.hpp"

#include <array>

namespace rounds::webauthn {
namespace {

constexpr std::array names{
    "malformed",
    "wrong_type",
    "wrong_challenge",
    "wrong_origin",
    "wrong_party",
    "not_present",
    "not_verified",
    "unsupported",
    "bad_signature",
    "copied"
};

} // namespace

boost::system::error_code make_error_code(fault code) noexcept
{
    static const NamedFaults category("security key", names);
    return {static_cast<int>(code), category};
}

} // namespace rounds::webauthn
