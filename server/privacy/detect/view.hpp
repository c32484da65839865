#pragma once

#include "server/privacy/detect/kinds.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::privacy {

/// A stretch of a view's text, in bytes.
struct Place
{
    std::size_t begin = 0;
    std::size_t end = 0;

    [[nodiscard]] std::size_t size() const noexcept { return end - begin; }
};

/// A text as rules read it, and for each byte the code points of the original that it stands for.
struct View
{
    std::string text;
    std::vector<std::uint32_t> starts;
    std::vector<std::uint32_t> ends;

    void add(std::string_view bytes, std::uint32_t start, std::uint32_t end);
    /// Bytes of another view as they are.
    void copy(const View& from, Place place);
    /// `bytes` in place of a stretch of another view.
    void replace(const View& from, Place place, std::string_view bytes);
    [[nodiscard]] Span span(Place place) const noexcept;
};

/// Compatibility forms (UAX 15 NFKD) without marks and invisible characters: full-width and other digits become ASCII,
/// "é" becomes "e", dashes "-", quotes "'", and Cyrillic or Greek look-alikes inside Latin words become Latin. Case and
/// line breaks stay. Malformed UTF-8 is read as U+FFFD.
[[nodiscard]] View normalise(std::string_view text);

/// Handles of the Fediverse without the port of their server: "@ann@mercy.example:8441 Hello" tells of no street.
[[nodiscard]] View drop_ports(const View& view);

/// Digits that were spelled out ("five five five", "cinco cinco"), spaced ("5 5 5 0 1 4 7") or written with letters
/// ("555-O147") become runs of digits; letters that stand apart ("J o h n") become words.
[[nodiscard]] View join_spelled(const View& view);

} // namespace rounds::privacy
