#pragma once

#include "server/media/format/work.hpp"
#include "storage/base/error.hpp"

#include <string_view>

namespace rounds::media {

/// Why a file is not taken, in words that clients know from Mastodon. Answered 422.
enum class refused {
    blank = 1,  ///< no file in the request
    type,       ///< its content is none of the taken formats
    size,       ///< more bytes than allowed
    dimensions, ///< too many pixels, frames or seconds
    broken,     ///< it cannot be read
    focus,
    description
};

[[nodiscard]] boost::system::error_code make_error_code(refused code) noexcept;
[[nodiscard]] const boost::system::error_category& refused_category() noexcept;

[[nodiscard]] refused refusal_of(Failure failure) noexcept;
/// The same from what is kept with an upload that failed.
[[nodiscard]] refused refusal_of(std::string_view failure) noexcept;

} // namespace rounds::media

template <> struct boost::system::is_error_code_enum<rounds::media::refused> : std::true_type
{
};
