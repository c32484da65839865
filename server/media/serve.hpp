#pragma once

#include "server/http/message.hpp"
#include "server/media/blocking.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace rounds::media {

/// The part of a file that a Range header asks for (RFC 9110 section 14.2).
struct Range
{
    std::uint64_t first = 0;
    std::uint64_t length = 0;
};
enum class RangeKind {
    whole,        ///< no range, several, or none that is understood: the whole file is sent
    part,         ///< one
    unsatisfiable ///< behind its end
};
/// `size` is that of the file. A file without bytes has no satisfiable range.
[[nodiscard]] RangeKind parse_range(std::string_view header, std::uint64_t size, Range& range) noexcept;

/// A file to be sent.
struct Served
{
    std::string media_type;
    std::string tag; ///< names this content for ever
    std::uint64_t size = 0;
    /// Up to so many bytes from there; runs on a thread that may block.
    std::function<result<std::string>(std::uint64_t offset, std::size_t length)> read;
};

/// 200, 206 or 416. Short files at once, long ones piece by piece. Whatever a stranger made is shown by a browser as
/// nothing but what our record says it is, and may run nothing (security.md section 7).
[[nodiscard]] asio::awaitable<http::Response> serve(const http::Request& request, Blocking& blocking, Served file);

} // namespace rounds::media
