#pragma once

#include "server/privacy/detect/scan.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::privacy {

/// A small thing that can be said of a text: a word, the beginning of one, a class of words, two that stand near each
/// other. Alone it proves nothing; learnt weights (model.hpp) say what it adds. "w:rope", "c:KILL", "s:I~KILL";
/// "x:^rop" is a part of a word.
struct Cue
{
    char kind = 0;
    std::string_view first{};
    std::string_view second{}; ///< empty unless the cue is a pair
};

/// What a cue is looked up by. Parts are hashed once, pairs of them mixed.
[[nodiscard]] std::uint64_t hash_of_part(std::string_view part) noexcept;
[[nodiscard]] std::uint64_t hash_of_cue(char kind, std::uint64_t first, std::uint64_t second) noexcept;
/// The same from the written form "k:first" or "k:first~second".
[[nodiscard]] std::uint64_t hash_of_written(std::string_view cue) noexcept;

/// Cues of one sentence come one after another; no pair reaches over its end.
class CueReader
{
public:
    virtual ~CueReader() = default;
    virtual void sentence(std::size_t words) = 0; ///< one begins, with so many words
    /// `hash` is what hash_of_cue() gives; `place` where the later part of the cue stands.
    virtual void cue(const Cue& cue, std::uint64_t hash, Place place) = 0;
};

void read_cues(const Scan& scan, CueReader& reader);

/// The cues of a whole text as the trainer reads them, each as often as it occurs.
[[nodiscard]] std::vector<std::string> written_cues(const Scan& scan);

} // namespace rounds::privacy
