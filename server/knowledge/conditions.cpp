#include "server/knowledge/conditions.hpp"

#include "storage/base/embedded.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace rounds::knowledge {
namespace {

std::string_view table(std::string_view name)
{
    for (const auto& file : embedded::server_knowledge())
        if (file.name == name) return file.content;
    throw std::logic_error("a vocabulary table is missing from the program");
}

/// Calls `row` with the fields of each line after the first.
template <class F> void each_row(std::string_view content, std::size_t fields, F row)
{
    bool heading = true;
    for (const auto line : text::split(content, '\n')) {
        if (heading || line.empty()) {
            heading = false;
            continue;
        }
        auto columns = text::split(line, '\t');
        columns.resize(fields);
        row(columns);
    }
}

bool word_starts_at(std::string_view text, std::size_t at) noexcept
{
    return at == 0 || text[at - 1] == ' ' || text[at - 1] == '-' || text[at - 1] == '|' || text[at - 1] == '(';
}

enum class Match { none, inside, at_start, whole };

/// How well `query` (lower case) fits one name, or any of several separated by |.
Match fit(std::string_view names, std::string_view query)
{
    auto best = Match::none;
    for (const auto name : text::split(names, '|')) {
        const auto lower = text::to_lower(name);
        if (lower == query) return Match::whole;
        for (auto at = lower.find(query); at != std::string::npos; at = lower.find(query, at + 1)) {
            if (at == 0) best = std::max(best, Match::at_start);
            if (word_starts_at(lower, at)) best = std::max(best, Match::inside);
        }
    }
    return best;
}

/// Higher is better; 0: no match. Names count more than synonyms.
int score(const Condition& condition, std::string_view query)
{
    const auto value = [](Match match) { return static_cast<int>(match); };
    const int code = text::iequals(condition.id, query) || text::iequals(condition.mesh, query) ||
                             text::iequals(condition.icd10cm, query)
                         ? 12
                         : 0;
    const int name = 3 * std::max(value(fit(condition.name, query)), value(fit(condition.name_es, query)));
    const int synonym = 2 * value(fit(condition.synonyms, query));
    return std::max({code, name, synonym});
}

/// "breast cancer" as BreastCancer; empty when its parts are no words of a hashtag.
std::string in_one_word(std::string_view name)
{
    constexpr std::size_t longest = 40;
    std::string word;
    bool begins = true;
    for (const char c : name) {
        if (c == ' ' || c == '-') {
            begins = true;
            continue;
        }
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80U;
        if (!letter && (c < '0' || c > '9')) return {};
        word += begins && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        begins = false;
    }
    const bool has_letter = std::ranges::any_of(word, [](char c) { return c < '0' || c > '9'; });
    return has_letter && word.size() <= longest ? word : std::string{};
}

} // namespace

Conditions::Conditions()
{
    each_row(table("conditions.tsv"), 7, [this](const std::vector<std::string_view>& column) {
        all_.push_back({column[0], column[1], column[2], column[3], column[4], column[5], column[6]});
    });
    std::ranges::sort(all_, {}, &Condition::id);
    each_row(table("hashtags.tsv"), 3, [this](const std::vector<std::string_view>& column) {
        tags_.push_back({.condition = column[1], .hashtag = column[0]});
    });
    std::ranges::sort(tags_, [](const Tag& a, const Tag& b) {
        return a.condition != b.condition ? a.condition < b.condition : a.hashtag < b.hashtag;
    });
    for (const auto& condition : all_) {
        for (const auto parent : text::split(condition.parents, '|')) children_.push_back({parent, &condition});
        for (const auto name : {condition.name, condition.name_es})
            if (const auto word = in_one_word(name); !word.empty())
                by_word_.try_emplace(text::to_lower(word), condition.id);
    }
    std::ranges::sort(children_, [](const Child& a, const Child& b) {
        return a.parent != b.parent ? a.parent < b.parent : a.child->id < b.child->id;
    });
}

const Condition* Conditions::find(std::string_view id) const noexcept
{
    const auto found = std::ranges::lower_bound(all_, id, {}, &Condition::id);
    return found != all_.end() && found->id == id ? &*found : nullptr;
}

std::vector<const Condition*> Conditions::search(std::string_view text, std::size_t limit) const
{
    const auto query = text::to_lower(text::trim(text));
    if (query.empty()) return {};
    std::vector<std::pair<int, const Condition*>> ranked;
    for (const auto& condition : all_)
        if (const int points = score(condition, query); points > 0) ranked.emplace_back(points, &condition);
    // Among equals those that people have a tag for: they are what is mostly meant.
    const auto better = [this](const auto& a, const auto& b) {
        if (a.first != b.first) return a.first > b.first;
        const bool tagged = std::ranges::binary_search(tags_, a.second->id, {}, &Tag::condition);
        if (tagged != std::ranges::binary_search(tags_, b.second->id, {}, &Tag::condition)) return tagged;
        return a.second->name.size() != b.second->name.size() ? a.second->name.size() < b.second->name.size()
                                                              : a.second->name < b.second->name;
    };
    std::ranges::sort(ranked, better);
    std::vector<const Condition*> found;
    for (std::size_t i = 0; i < std::min(limit, ranked.size()); ++i) found.push_back(ranked[i].second);
    return found;
}

std::vector<std::string_view> Conditions::other_names(std::string_view text, std::size_t limit) const
{
    const auto wanted = text::to_lower(text::trim(text));
    std::vector<std::string_view> names;
    if (wanted.empty()) return names;
    const auto add = [&](std::string_view name) {
        const bool known = text::iequals(name, wanted) || std::ranges::find(names, name) != names.end();
        if (!name.empty() && !known && names.size() < limit) names.push_back(name);
    };
    for (const auto& condition : all_) {
        const bool named = fit(condition.name, wanted) == Match::whole ||
                           fit(condition.name_es, wanted) == Match::whole ||
                           fit(condition.synonyms, wanted) == Match::whole;
        if (!named) continue;
        add(condition.name);
        add(condition.name_es);
        for (const auto synonym : text::split(condition.synonyms, '|')) add(synonym);
        const auto tag = std::ranges::lower_bound(tags_, condition.id, {}, &Tag::condition);
        if (tag != tags_.end() && tag->condition == condition.id) add(tag->hashtag);
    }
    return names;
}

std::vector<const Condition*> Conditions::children(std::string_view id) const
{
    std::vector<const Condition*> found;
    for (const auto& pair : std::ranges::equal_range(children_, id, {}, &Child::parent)) found.push_back(pair.child);
    return found;
}

std::vector<const Condition*> Conditions::parents(std::string_view id) const
{
    std::vector<const Condition*> found;
    const auto* condition = find(id);
    if (condition == nullptr) return found;
    for (const auto parent : text::split(condition->parents, '|'))
        if (const auto* known = find(parent)) found.push_back(known);
    return found;
}

std::vector<const Condition*> Conditions::with_descendants(std::string_view id, std::size_t limit) const
{
    std::vector<const Condition*> found;
    if (const auto* condition = find(id)) found.push_back(condition);
    for (std::size_t next = 0; next < found.size() && found.size() < limit; ++next)
        for (const auto* child : children(found[next]->id))
            if (found.size() < limit && std::ranges::find(found, child) == found.end()) found.push_back(child);
    return found;
}

std::vector<std::string> Conditions::tags(std::string_view id) const
{
    constexpr std::size_t most = 30;
    constexpr std::size_t deepest_family = 500;
    std::vector<std::string> names;
    const auto add = [&](std::string name) {
        const bool known = std::ranges::any_of(names, [&](const auto& one) { return text::iequals(one, name); });
        if (!name.empty() && !known && names.size() < most) names.push_back(std::move(name));
    };
    for (const auto* condition : with_descendants(id, deepest_family)) {
        for (const auto& tag : std::ranges::equal_range(tags_, condition->id, {}, &Tag::condition))
            add(std::string(tag.hashtag));
        if (condition->id != id) continue;
        add(in_one_word(condition->name));
        add(in_one_word(condition->name_es));
    }
    return names;
}

std::vector<std::string_view> Conditions::named_by_tag(std::string_view tag) const
{
    auto ids = with_hashtag(tag);
    const auto found = by_word_.find(text::to_lower(tag));
    if (found != by_word_.end() && std::ranges::find(ids, found->second) == ids.end()) ids.push_back(found->second);
    return ids;
}

std::string_view Conditions::hashtag(std::string_view id) const noexcept
{
    // The vocabulary is a graph without cycles, a dozen levels deep; the bound guards against a damaged table.
    constexpr int deepest = 32;
    for (int level = 0; level < deepest; ++level) {
        const auto tag = std::ranges::lower_bound(tags_, id, {}, &Tag::condition);
        if (tag != tags_.end() && tag->condition == id) return tag->hashtag;
        const auto* condition = find(id);
        if (condition == nullptr || condition->parents.empty()) return {};
        id = condition->parents.substr(0, condition->parents.find('|'));
    }
    return {};
}

std::vector<std::string_view> Conditions::with_hashtag(std::string_view tag) const
{
    std::vector<std::string_view> ids;
    for (const auto& one : tags_)
        if (text::iequals(one.hashtag, tag)) ids.push_back(one.condition);
    return ids;
}

const Conditions& conditions()
{
    static const Conditions all;
    return all;
}

} // namespace rounds::knowledge
