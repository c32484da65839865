#include "storage/base/error.hpp"

#include <string>

namespace rounds {
namespace {

class Category final : public boost::system::error_category
{
public:
    [[nodiscard]] const char* name() const noexcept override { return "rounds"; }

    [[nodiscard]] std::string message(int code) const override
    {
        switch (static_cast<errc>(code)) {
        case errc::not_found:
            return "not found";
        case errc::already_exists:
            return "already exists";
        case errc::forbidden:
            return "forbidden";
        case errc::invalid_argument:
            return "invalid argument";
        case errc::gone:
            return "gone";
        case errc::unavailable:
            return "unavailable";
        case errc::unauthorized:
            return "unauthorized";
        case errc::too_large:
            return "too large";
        case errc::too_many:
            return "too many";
        }
        return "unknown error";
    }
};

} // namespace

boost::system::error_code make_error_code(errc code) noexcept
{
    static const Category category;
    return {static_cast<int>(code), category};
}

} // namespace rounds
