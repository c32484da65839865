#include "server/web/listed.hpp"

#include "server/web/cards.hpp"
#include "storage/summaries.hpp"

namespace rounds::web {

std::string condition_name(const knowledge::Condition& condition, Language language)
{
    const bool translated = language == Language::spanish && !condition.name_es.empty();
    std::string name(translated ? condition.name_es : condition.name);
    // Names of the vocabulary are ASCII where they begin, but for a few Spanish ones, which stay as they are.
    if (!name.empty() && name.front() >= 'a' && name.front() <= 'z') name.front() += 'A' - 'a';
    return name;
}

json::array summary_lines(
    storage::Transaction& tx,
    const social::Urls& urls,
    const std::vector<NetworkId>& networks,
    int most,
    Language language
)
{
    json::array list;
    for (const auto& line : storage::summaries::lines(tx, networks, most)) {
        json::object one;
        one["summary_address"] = urls.summary_page(line.id);
        one["summary_title"] = line.title;
        one["key_message"] = line.key_message;
        one["summary_language"] = line.language;
        one["published"] = long_date(line.published_at, language);
        one["retracted"] = line.retracted_at.has_value();
        list.push_back(std::move(one));
    }
    return list;
}

} // namespace rounds::web
