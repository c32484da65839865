#include "server/webauthn/fault.hpp"

#include <array>
#include <boost/system/error_category.hpp>

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

class FaultCategory final : public boost::system::error_category
{
public:
    [[nodiscard]] const char* name() const noexcept override { return "security key"; }

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

} // namespace rounds::webauthn
