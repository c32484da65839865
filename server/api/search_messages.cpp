#include "server/api/search_messages.hpp"

#include "server/social/text/find_words.hpp"
#include "server/social/text/sanitize.hpp"
#include "storage/base/text.hpp"
#include "storage/direct_messages.hpp"
#include "storage/timelines.hpp"

namespace rounds::api {
namespace {

bool of_words_alone(const SearchWords& wanted)
{
    return !wanted.words.empty() && wanted.library && !wanted.media && !wanted.image && !wanted.video &&
           !wanted.audio && !wanted.poll && !wanted.link;
}

bool in_language(const storage::Status& message, const std::string& language)
{
    const auto own = text::to_lower(message.language.value_or(""));
    return own == language || own.starts_with(language + '-');
}

bool fits(const storage::Status& message, const MessageSearch& search)
{
    const auto& wanted = search.wanted;
    if (search.from && message.account != *search.from) return false;
    if (search.max_id && message.id >= *search.max_id) return false;
    if (search.min_id && message.id <= *search.min_id) return false;
    if (wanted.at_or_after && message.created_at < *wanted.at_or_after) return false;
    if (wanted.before && message.created_at >= *wanted.before) return false;
    if (wanted.reply && *wanted.reply != message.in_reply_to.has_value()) return false;
    if (wanted.sensitive && *wanted.sensitive != message.sensitive) return false;
    return !wanted.language || in_language(message, *wanted.language);
}

} // namespace

std::vector<StatusId> find_messages(storage::Transaction& tx, const MessageSearch& search, unsigned most)
{
    if (most == 0 || !of_words_alone(search.wanted)) return {};
    const text::WordSearch words(search.wanted.words, search.alternatives);
    if (words.empty()) return {};
    std::vector<StatusId> found;
    for (const auto& message : storage::direct_messages::latest(tx, search.viewer, static_cast<int>(most))) {
        if (!fits(message, search)) continue;
        const auto read = message.title + '\n' + message.spoiler_text + '\n' + text::to_plain_text(message.content);
        if (words.matches(read)) found.push_back(message.id);
    }
    if (found.empty()) return found;
    return storage::timelines::without_hidden(tx, search.viewer, found);
}

} // namespace rounds::api
