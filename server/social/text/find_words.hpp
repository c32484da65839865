#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rounds::text {

/// A search as people write it ("phrases", or, -not), asked of one text after another: for texts that stand in no
/// index. Case, accents and forms of the same letter do not matter, and a word finds those that begin with it.
class WordSearch
{
public:
    /// Any of `alternatives` (phrases) will do as well.
    explicit WordSearch(std::string_view query, const std::vector<std::string>& alternatives = {});

    /// Nothing is looked for: a bare exclusion finds nothing either.
    [[nodiscard]] bool empty() const noexcept { return any_of_.empty(); }
    [[nodiscard]] bool matches(std::string_view text) const;

private:
    /// All of these and none of those; folded, with a blank before each word.
    struct Group
    {
        std::vector<std::string> all;
        std::vector<std::string> none;
    };
    void add(Group& group);

    std::vector<Group> any_of_;
};

/// Of a search, between blanks; what stands between quotes is one.
[[nodiscard]] std::vector<std::string_view> pieces_of(std::string_view query);

/// Words in lower case without accents, a blank before each: " el nino".
[[nodiscard]] std::string fold_words(std::string_view text);

} // namespace rounds::text
