#include "federation/inbox/activities/parts.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::inbox {

result<BlockActivity> read_block(const json::object& activity)
{
    auto head = parts::head(activity, vocab::type::block);
    if (!head) return head.error();
    auto object = parts::url_at(activity, vocab::prop::object);
    if (object.empty()) return errc::invalid_argument;
    return BlockActivity{std::move(*head), std::move(object), parts::url_at(activity, vocab::prop::target)};
}

} // namespace rounds::inbox
