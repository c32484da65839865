#include "server/privacy/detect/towns.hpp"

#include "server/privacy/detect/lexicon.hpp"
#include "storage/base/text.hpp"

#include <bit>
#include <stdexcept>
#include <string>

namespace rounds::privacy {
namespace {

constexpr std::uint32_t answer_bits = 3;

std::uint32_t hashed(std::string_view words)
{
    std::uint32_t hash = 0x811C9DC5U;
    for (const char c : words) hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193U;
    return hash & ~answer_bits;
}

/// How many letters a line has in common with the one before: "0" to "9", then "a" for ten.
std::size_t shared(char sign)
{
    if (sign >= '0' && sign <= '9') return static_cast<std::size_t>(sign - '0');
    if (sign >= 'a' && sign <= 'z') return static_cast<std::size_t>(sign - 'a') + 10;
    throw std::logic_error("the table of towns of the privacy guard is malformed");
}

} // namespace

Towns::Towns(std::string_view table)
{
    const auto lines = text::split(table, '\n');
    slots_.resize(std::bit_ceil(3 * lines.size()));
    std::string name;
    for (const auto line : lines) {
        if (line.empty() || line.starts_with('#')) continue;
        name.resize(shared(line[0]));
        name += line.substr(1);
        add(name, whole);
        for (auto cut = name.find(' '); cut != std::string::npos; cut = name.find(' ', cut + 1))
            add(std::string_view(name).substr(0, name[cut - 1] == '.' ? cut - 1 : cut), goes_on);
    }
}

std::size_t Towns::slot(std::uint32_t hash) const noexcept
{
    auto at = (hash >> 2U) & (slots_.size() - 1);
    while (slots_[at] != 0 && (slots_[at] & ~answer_bits) != hash) at = (at + 1) & (slots_.size() - 1);
    return at;
}

void Towns::add(std::string_view words, std::uint32_t answer)
{
    const auto hash = hashed(words);
    slots_[slot(hash)] |= hash | answer;
}

std::uint32_t Towns::look(std::string_view words) const noexcept
{
    return slots_[slot(hashed(words))] & answer_bits;
}

const Towns& towns()
{
    static const Towns all(weights("towns.txt"));
    return all;
}

} // namespace rounds::privacy
