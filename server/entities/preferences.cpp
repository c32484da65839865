#include "server/entities/preferences.hpp"

#include "server/entities/account.hpp"

namespace rounds::entities {

json::object preferences(const storage::User& user)
{
    json::object o;
    o["posting:default:visibility"] = visibility_name(user.default_visibility);
    o["posting:default:sensitive"] = user.default_sensitive;
    o["posting:default:language"] = user.default_language ? json::value(*user.default_language) : json::value(nullptr);
    o["posting:default:quote_policy"] = user.default_quote_policy;
    o["reading:expand:media"] = user.expand_media;
    o["reading:expand:spoilers"] = user.expand_spoilers;
    return o;
}

} // namespace rounds::entities
