#include "federation/inbox/activities/parts.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::inbox {

result<UpdateActivity> read_update(const json::object& activity)
{
    auto head = parts::head(activity, vocab::type::update);
    if (!head) return head.error();
    auto object = parts::reference(activity);
    if (!object) return object.error();
    return UpdateActivity{std::move(*head), std::move(*object)};
}

} // namespace rounds::inbox
