#include "server/sign_on/fault.hpp"

#include "storage/base/named_faults.hpp"

#include <array>

namespace rounds::sign_on {
namespace {

constexpr std::array names{
    "unreachable",
    "refused",
    "malformed",
    "algorithm",
    "unknown_key",
    "bad_signature",
    "wrong_issuer",
    "wrong_audience",
    "out_of_time",
    "wrong_nonce",
    "no_subject",
    "wrong_kind"
};

} // namespace

boost::system::error_code make_error_code(fault code) noexcept
{
    static const NamedFaults category("sign on", names);
    return {static_cast<int>(code), category};
}

} // namespace rounds::sign_on
