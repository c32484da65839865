#include "server/entities/poll.hpp"

#include "server/entities/custom_emoji.hpp"

namespace rounds::entities {

json::object poll(const storage::Poll& poll, Time now, const std::optional<PollViewer>& viewer, const Site& site)
{
    json::object o;
    o["id"] = to_string(poll.id);
    o["expires_at"] = poll.expires_at ? json::value(to_iso8601(*poll.expires_at)) : json::value(nullptr);
    o["expired"] = poll.ended(now);
    o["multiple"] = poll.multiple;
    o["votes_count"] = poll.all_votes();
    o["voters_count"] = poll.voters ? json::value(*poll.voters) : json::value(nullptr);
    json::array options;
    std::string words;
    for (std::size_t i = 0; i < poll.options.size(); ++i) {
        json::object option;
        option["title"] = poll.options[i];
        option["votes_count"] = poll.counts_shown(now) ? json::value(poll.votes[i]) : json::value(nullptr);
        options.push_back(std::move(option));
        words += poll.options[i] + '\n';
    }
    o["options"] = std::move(options);
    o["emojis"] = emojis_in({words}, site);
    if (!viewer) return o;
    o["voted"] = viewer->author || !viewer->own_votes.empty();
    json::array own;
    for (const auto choice : viewer->own_votes) own.push_back(json::value(choice));
    o["own_votes"] = std::move(own);
    return o;
}

} // namespace rounds::entities
