#include "server/privacy/detect/word_classes.hpp"

#include "server/privacy/detect/cues.hpp"
#include "server/privacy/detect/lexicon.hpp"

#include <algorithm>

namespace rounds::privacy {

WordClasses::WordClasses(std::string_view table)
{
    for (const auto& [name, words] : word_classes(table)) {
        auto& known = names_[name];
        known = {name, hash_of_part(name)};
        for (const auto word : words) {
            const bool open = word.ends_with('*');
            auto& row = open ? stems_[word.substr(0, word.size() - 1)] : whole_[word];
            if (std::ranges::find(row, &known) == row.end()) row.push_back(&known);
            if (open) {
                shortest_ = std::min(shortest_, word.size() - 1);
                longest_ = std::max(longest_, word.size() - 1);
            }
        }
    }
}

void WordClasses::add(std::string_view word, ClassList& out) const
{
    if (const auto found = whole_.find(word); found != whole_.end()) add_once(found->second, out);
    for (auto size = shortest_; size <= std::min(longest_, word.size()); ++size)
        if (const auto found = stems_.find(word.substr(0, size)); found != stems_.end()) add_once(found->second, out);
}

void WordClasses::add_once(const ClassList& from, ClassList& out)
{
    for (const auto* one : from)
        if (std::ranges::find(out, one) == out.end()) out.push_back(one);
}

} // namespace rounds::privacy
