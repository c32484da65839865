#include "server/entities/warning.hpp"

#include "server/entities/account.hpp"

namespace rounds::entities {

json::object warning(
    const storage::moderation::Strike& strike,
    const storage::moderation::Appeal* appeal,
    const storage::AccountView& target,
    const Site& site
)
{
    json::array statuses;
    for (const auto id : strike.statuses) statuses.emplace_back(to_string(id));
    json::object o;
    o["id"] = to_string(strike.id);
    o["action"] = strike.action;
    o["text"] = strike.text;
    o["status_ids"] = std::move(statuses);
    o["target_account"] = account(target, site);
    o["appeal"] = nullptr;
    if (appeal != nullptr) o["appeal"] = json::object{{"text", appeal->text}, {"state", appeal->state()}};
    o["created_at"] = to_iso8601(strike.created_at);
    return o;
}

} // namespace rounds::entities
