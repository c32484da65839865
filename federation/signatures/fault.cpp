#include "federation/signatures/fault.hpp"

#include <boost/system/error_category.hpp>

namespace rounds::signatures {
namespace {

class FaultCategory final : public boost::system::error_category
{
public:
    [[nodiscard]] const char* name() const noexcept override { return "signature"; }

    [[nodiscard]] std::string message(int code) const override
    {
        switch (static_cast<fault>(code)) {
        case fault::missing:
            return "missing";
        case fault::malformed:
            return "malformed";
        case fault::ambiguous:
            return "ambiguous";
        case fault::unsupported:
            return "unsupported";
        case fault::not_covered:
            return "not_covered";
        case fault::out_of_time:
            return "out_of_time";
        case fault::wrong_host:
            return "wrong_host";
        case fault::bad_digest:
            return "bad_digest";
        case fault::bad_signature:
            return "bad_signature";
        case fault::bad_key:
            return "bad_key";
        }
        return "unknown";
    }
};

} // namespace

boost::system::error_code make_error_code(fault code) noexcept
{
    static const FaultCategory category;
    return {static_cast<int>(code), category};
}

} // namespace rounds::signatures
