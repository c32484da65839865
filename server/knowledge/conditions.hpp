#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rounds::knowledge {

/// An entry of the shipped vocabulary (Human Disease Ontology, CC0). Views into the program's own data.
struct Condition
{
    std::string_view id;       ///< DOID:1612
    std::string_view name;     ///< breast cancer
    std::string_view name_es;  ///< may be empty
    std::string_view parents;  ///< ids separated by |
    std::string_view mesh;     ///< D001943
    std::string_view icd10cm;  ///< C50
    std::string_view synonyms; ///< separated by |
};

/// Finds conditions by id, name, synonym and code. Built once at start.
class Conditions
{
public:
    Conditions();

    [[nodiscard]] const Condition* find(std::string_view id) const noexcept;
    /// By name, Spanish name, synonym (prefix of a word, without case) or exact code; best first.
    [[nodiscard]] std::vector<const Condition*> search(std::string_view text, std::size_t limit) const;
    /// All other names of the conditions that `text` names in full, by name or synonym, without case; with their tags.
    [[nodiscard]] std::vector<std::string_view> other_names(std::string_view text, std::size_t limit) const;
    [[nodiscard]] std::vector<const Condition*> children(std::string_view id) const;
    [[nodiscard]] std::vector<const Condition*> parents(std::string_view id) const;
    /// The condition itself and all that it includes, nearest first; at most `limit`.
    [[nodiscard]] std::vector<const Condition*> with_descendants(std::string_view id, std::size_t limit) const;
    /// What posts about it are tagged with: the registry's tags of it and of what it includes, and its name in one word
    /// in English and Spanish. Without #, as people write them; a few dozen at most.
    [[nodiscard]] std::vector<std::string> tags(std::string_view id) const;
    /// Ids of the conditions that a tag names: by the registry, or by its name in one word.
    [[nodiscard]] std::vector<std::string_view> named_by_tag(std::string_view tag) const;
    /// The registry's hashtag of a condition (bcsm), or of the nearest ancestor that has one; empty when none.
    [[nodiscard]] std::string_view hashtag(std::string_view id) const noexcept;
    /// Ids of the conditions that the registry gives this tag (lower case, without #).
    [[nodiscard]] std::vector<std::string_view> with_hashtag(std::string_view tag) const;
    [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }

private:
    std::vector<Condition> all_; ///< sorted by id
    struct Tag
    {
        std::string_view condition;
        std::string_view hashtag;
    };
    std::vector<Tag> tags_; ///< sorted by condition
    struct Child
    {
        std::string_view parent;
        const Condition* child;
    };
    std::vector<Child> children_;                               ///< sorted by parent, then as in all_
    std::unordered_map<std::string, std::string_view> by_word_; ///< "breastcancer" -> id
};

/// The vocabulary of this program: parsed on first use, never changed.
[[nodiscard]] const Conditions& conditions();

} // namespace rounds::knowledge
