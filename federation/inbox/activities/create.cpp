#include "federation/inbox/activities/parts.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::inbox {

result<CreateActivity> read_create(const json::object& activity)
{
    auto head = parts::head(activity, vocab::type::create);
    if (!head) return head.error();
    auto object = parts::reference(activity);
    if (!object) return object.error();
    return CreateActivity{std::move(*head), std::move(*object)};
}

} // namespace rounds::inbox
