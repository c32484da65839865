#include "server/media/refused.hpp"

#include <string>

namespace rounds::media {
namespace {

const char* text_of(refused code) noexcept
{
    switch (code) {
    case refused::blank:
        return "Validation failed: File can't be blank";
    case refused::type:
        return "Validation failed: File content type is invalid";
    case refused::size:
        return "Validation failed: File is larger than this server takes";
    case refused::dimensions:
        return "Validation failed: File has more pixels, pictures a second or seconds than this server takes";
    case refused::broken:
        return "Validation failed: File could not be processed";
    case refused::focus:
        return "Validation failed: Focus is invalid";
    case refused::description:
        return "Validation failed: Description is too long";
    }
    return "Validation failed";
}

class Category final : public boost::system::error_category
{
public:
    [[nodiscard]] const char* name() const noexcept override { return "rounds.media"; }
    [[nodiscard]] std::string message(int code) const override { return text_of(static_cast<refused>(code)); }
};

} // namespace

const boost::system::error_category& refused_category() noexcept
{
    static const Category category;
    return category;
}

boost::system::error_code make_error_code(refused code) noexcept
{
    return {static_cast<int>(code), refused_category()};
}

refused refusal_of(Failure failure) noexcept
{
    if (failure == Failure::unsupported) return refused::type;
    if (failure == Failure::too_large) return refused::dimensions;
    return refused::broken;
}

refused refusal_of(std::string_view failure) noexcept
{
    for (const auto one : {Failure::unsupported, Failure::too_large})
        if (failure == to_string(one)) return refusal_of(one);
    return refused::broken;
}

} // namespace rounds::media
