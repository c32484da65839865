#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Finds what a post's plain text refers to. One pass from left to right by hand, linear in the length of the text
// whatever it holds (security.md N49); places never overlap, so "https://a.example/@ann" holds a link and no mention.

namespace rounds::text {

struct MentionPlace
{
    std::size_t begin = 0; ///< bytes; of the "@"
    std::size_t end = 0;
    std::string username;              ///< as written
    std::optional<std::string> domain; ///< as written, with its port: "mercy.localhost:8441"
};

struct TagPlace
{
    std::size_t begin = 0; ///< of the "#"
    std::size_t end = 0;
    std::string name; ///< as written, without "#"
};

struct LinkPlace
{
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string url; ///< as written: http or https, at most 2048 bytes
};

struct Places
{
    std::vector<MentionPlace> mentions;
    std::vector<TagPlace> tags;
    std::vector<LinkPlace> links;
};

/// `text` is well-formed UTF-8. A tag is letters, digits, marks and "_" of any script, with at least one letter and at
/// most 100 code points. At most 1,000 places of a kind are told; what follows stays text.
[[nodiscard]] Places find_places(std::string_view text);

[[nodiscard]] std::vector<MentionPlace> find_mentions(std::string_view text);
[[nodiscard]] std::vector<TagPlace> find_tags(std::string_view text);
[[nodiscard]] std::vector<LinkPlace> find_links(std::string_view text);

/// The length that clients show: characters as people see them (grapheme clusters), 23 for a link of any length, and
/// "@ann" for "@ann@mercy.example". A cluster of more than 16 code points counts as several.
[[nodiscard]] std::size_t count_characters(std::string_view text);

} // namespace rounds::text
