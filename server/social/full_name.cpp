#include "server/social/full_name.hpp"

#include "server/privacy/detect/lexicon.hpp"
#include "storage/base/text.hpp"

#include <string>
#include <vector>

namespace rounds::social {
namespace {

constexpr std::size_t longest_joined = 30; // names written together are user names

bool capital(char c) noexcept
{
    return c >= 'A' && c <= 'Z';
}

bool letter(char c) noexcept
{
    return capital(c) || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

/// Words in lower case; a capital after a small letter begins one.
std::vector<std::string> words_of(std::string_view name)
{
    std::vector<std::string> words;
    std::string word;
    const auto finish = [&] {
        if (!word.empty()) words.push_back(text::to_lower(word));
        word.clear();
    };
    for (const char c : name) {
        if (!letter(c)) {
            if (c != '\'') finish();
            continue;
        }
        if (capital(c) && !word.empty() && !capital(word.back())) finish();
        word += c;
    }
    finish();
    return words;
}

bool pair(std::string_view given, std::string_view surname)
{
    const auto first = privacy::classify(given);
    const auto last = privacy::classify(surname);
    if (!first.given || first.never || !last.surname || last.never) return false;
    return !(first.common && last.common); // "rose garden"
}

/// The shorter a word, the more often it is in another one by chance.
bool joined(std::string_view word)
{
    constexpr std::size_t shortest = 3;
    if (word.size() > longest_joined || word.size() < 2 * shortest || privacy::classify(word).common) return false;
    for (std::size_t cut = shortest; cut + shortest <= word.size(); ++cut) {
        const auto first = privacy::classify(word.substr(0, cut));
        const auto last = privacy::classify(word.substr(cut));
        const bool given = first.frequent || (first.given && !first.never && cut > shortest);
        const bool surname = last.surname && !last.common && !last.never && word.size() - cut > shortest;
        if (given && surname) return true;
    }
    return false;
}

} // namespace

bool looks_like_full_name(std::string_view name)
{
    const auto words = words_of(name);
    for (std::size_t i = 0; i + 1 < words.size(); ++i)
        if (pair(words[i], words[i + 1]) || pair(words[i + 1], words[i])) return true;
    // "Maria T. Lopez", "Maria del Carmen Lopez"
    if (words.size() > 2 && words.size() <= 5 && pair(words.front(), words.back())) return true;
    return words.size() == 1 && joined(words.front());
}

} // namespace rounds::social
