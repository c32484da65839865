#include "server/privacy/detect/lexicon.hpp"

#include "storage/base/embedded.hpp"
#include "storage/base/text.hpp"

#include <stdexcept>
#include <unordered_map>
#include <unordered_set>

namespace rounds::privacy {
namespace {

std::string_view table(std::string_view name)
{
    for (const auto& file : embedded::server_privacy_detect())
        if (file.name == name) return file.content;
    throw std::logic_error("a table of the privacy guard is missing from the program");
}

template <class F> void each_word(std::string_view name, F use)
{
    const auto content = table(name);
    for (std::size_t at = 0; at < content.size();) {
        const auto end = std::min(content.find('\n', at), content.size());
        auto line = content.substr(at, end - at);
        at = end + 1;
        if (line.starts_with('#')) continue;
        while (!line.empty()) {
            const auto space = line.find(' ');
            if (const auto word = line.substr(0, space); !word.empty()) use(word);
            line = space == std::string_view::npos ? std::string_view{} : line.substr(space + 1);
        }
    }
}

class Lexicon
{
public:
    Lexicon()
    {
        constexpr std::size_t about = 120'000;
        words_.reserve(about);
        each_word("words.txt", [this](std::string_view word) { words_[word].common = true; });
        each_word("surnames.txt", [this](std::string_view word) { words_[word].surname = true; });
        each_word("given_names.txt", [this](std::string_view word) {
            const bool frequent = word.ends_with('*');
            auto& entry = words_[frequent ? word.substr(0, word.size() - 1) : word];
            entry.given = true;
            entry.frequent = frequent;
        });
        each_word("not_names.txt", [this](std::string_view word) { words_[word].never = true; });
        each_word("eponyms.txt", [this](std::string_view word) { words_[word].eponym = true; });
        each_word("medicines.txt", [this](std::string_view word) {
            auto& entry = words_[word];
            entry.never = entry.medicine = true;
        });
        // What other languages call a nurse or a husband is no name, unless people are called so.
        each_word("foreign_words.txt", [this](std::string_view word) {
            auto& entry = words_[word];
            if (!entry.frequent) entry.common = true;
        });
        each_word("health_words.txt", [this](std::string_view word) { words_[word].common = true; });
        const auto zips = table("zip3.tsv");
        for (const auto line : text::split(zips, '\n'))
            if (line.ends_with("\t1")) zips_.insert(line.substr(0, 3));
    }

    [[nodiscard]] WordClass find(std::string_view word) const noexcept
    {
        const auto found = words_.find(word);
        return found == words_.end() ? WordClass{} : found->second;
    }
    [[nodiscard]] bool keeps(std::string_view prefix) const noexcept { return zips_.contains(prefix); }

private:
    std::unordered_map<std::string_view, WordClass> words_;
    std::unordered_set<std::string_view> zips_;
};

const Lexicon& lexicon()
{
    static const Lexicon all;
    return all;
}

} // namespace

const std::vector<std::string_view>& public_people()
{
    static const std::vector<std::string_view> names = [] {
        std::vector<std::string_view> all;
        for (const auto line : text::split(table("public_people.txt"), '\n'))
            if (!line.empty() && !line.starts_with('#')) all.push_back(line);
        return all;
    }();
    return names;
}

std::vector<std::string_view> sample_posts()
{
    std::vector<std::string_view> posts;
    for (const auto line : text::split(table("sample.txt"), '\n'))
        if (!line.starts_with('#')) posts.push_back(line);
    return posts;
}

std::vector<std::pair<std::string_view, std::vector<std::string_view>>> word_classes(std::string_view name)
{
    std::vector<std::pair<std::string_view, std::vector<std::string_view>>> all;
    for (const auto line : text::split(table(name), '\n')) {
        const auto tab = line.find('\t');
        if (line.starts_with('#') || tab == std::string_view::npos) continue;
        auto& words = all.emplace_back(line.substr(0, tab), std::vector<std::string_view>{}).second;
        for (const auto word : text::split(line.substr(tab + 1), ' '))
            if (!word.empty()) words.push_back(word);
    }
    return all;
}

std::string_view weights(std::string_view name)
{
    return table(name);
}

WordClass classify(std::string_view word) noexcept
{
    return lexicon().find(word);
}

bool zip3_may_stay(std::string_view three_digits) noexcept
{
    return lexicon().keeps(three_digits);
}

} // namespace rounds::privacy
