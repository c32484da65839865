#include "federation/inbox/activities/parts.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::inbox {

/// The object is an id, a Tombstone, or the whole deleted object; only its id matters.
result<DeleteActivity> read_delete(const json::object& activity)
{
    auto head = parts::head(activity, vocab::type::delete_);
    if (!head) return head.error();
    auto object = parts::url_at(activity, vocab::prop::object);
    if (object.empty()) return errc::invalid_argument;
    DeleteActivity read{std::move(*head), std::move(object)};
    if (activity.contains(vocab::prop::summary)) read.reason = parts::reason_of(activity);
    return read;
}

} // namespace rounds::inbox
