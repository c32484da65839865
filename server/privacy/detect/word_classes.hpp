#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rounds::privacy {

/// The name of a class of words and its hash.
struct NamedClass
{
    std::string_view name;
    std::uint64_t hash = 0;
};
using ClassList = std::vector<const NamedClass*>;

/// Which classes a word belongs to, from a table of classes (data/README.md). "suicid*" stands for all words that begin
/// so.
class WordClasses
{
public:
    explicit WordClasses(std::string_view table);
    /// Adds to `out` what the table says of the word, each class once.
    void add(std::string_view word, ClassList& out) const;

    static void add_once(const ClassList& from, ClassList& out);

private:
    std::unordered_map<std::string_view, NamedClass> names_;
    std::unordered_map<std::string_view, ClassList> whole_;
    std::unordered_map<std::string_view, ClassList> stems_;
    std::size_t shortest_ = 64;
    std::size_t longest_ = 0;
};

} // namespace rounds::privacy
