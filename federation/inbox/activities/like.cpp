#include "federation/inbox/activities/parts.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::inbox {

result<LikeActivity> read_like(const json::object& activity)
{
    auto head = parts::head(activity, vocab::type::like);
    if (!head) return head.error();
    auto object = parts::url_at(activity, vocab::prop::object);
    if (object.empty()) return errc::invalid_argument;
    return LikeActivity{std::move(*head), std::move(object)};
}

} // namespace rounds::inbox
