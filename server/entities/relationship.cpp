#include "server/entities/relationship.hpp"

namespace rounds::entities {

json::object relationship(const storage::graph::Relationship& r)
{
    json::object o;
    o["id"] = to_string(r.target);
    o["following"] = r.following;
    o["showing_reblogs"] = r.showing_reblogs;
    o["notifying"] = r.notifying;
    json::array languages; // empty: all
    for (const auto& language : r.languages) languages.push_back(json::value(language));
    o["languages"] = std::move(languages);
    o["followed_by"] = r.followed_by;
    o["blocking"] = r.blocking;
    o["blocked_by"] = r.blocked_by;
    o["muting"] = r.muting;
    o["muting_notifications"] = r.muting_notifications;
    o["muting_expires_at"] = r.muting_expires_at ? json::value(to_iso8601(*r.muting_expires_at)) : json::value(nullptr);
    o["requested"] = r.requested;
    o["requested_by"] = r.requested_by;
    o["domain_blocking"] = r.domain_blocking;
    o["endorsed"] = r.endorsed;
    o["note"] = r.note;
    return o;
}

} // namespace rounds::entities
