#include "federation/inbox/activities/parts.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::inbox {

result<MoveActivity> read_move(const json::object& activity)
{
    auto head = parts::head(activity, vocab::type::move);
    if (!head) return head.error();
    auto object = parts::url_at(activity, vocab::prop::object);
    auto target = parts::url_at(activity, vocab::prop::target);
    if (object.empty() || target.empty() || object == target) return errc::invalid_argument;
    return MoveActivity{std::move(*head), std::move(object), std::move(target)};
}

} // namespace rounds::inbox
