#include "server/sign_on/fault.hpp"

#include <array>
#include <boost/system/error_category.hpp>

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

class FaultCategory final : public boost::system::error_category
{
public:
    [[nodiscard]] const char* name() const noexcept override { return "sign on"; }

    [[nodiscard]] std::string message(int code) const override
    {
        const auto at = static_cast<std::size_t>(code) - 1;
        return at < names.size() ? names[at] : "unknown";
    }
};

} // namespace

boost::system::error_code make_error_code(fault code) noexcept
{
    static const FaultCategory category;
    return {static_cast<int>(code), category};
}

} // namespace rounds::sign_on
