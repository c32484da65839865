#include "server/entities/trending_link.hpp"

#include "server/entities/preview_card.hpp"

namespace rounds::entities {

json::object trending_link(const storage::discovery::TrendingLink& link)
{
    auto o = preview_card(link.card);
    json::array history;
    for (const auto& day : link.history) {
        json::object one;
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(day.day.time_since_epoch());
        one["day"] = std::to_string(seconds.count());
        one["uses"] = std::to_string(day.uses);
        one["accounts"] = std::to_string(day.accounts);
        history.push_back(std::move(one));
    }
    o["history"] = std::move(history);
    return o;
}

} // namespace rounds::entities
