#include "federation/inbox/activities/parts.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"

/// What moderators of groups do, in the form that Lemmy gave it.
namespace rounds::inbox {

namespace prop = vocab::prop;

result<BlockActivity> read_block(const json::object& activity)
{
    auto head = parts::head(activity, vocab::type::block);
    if (!head) return head.error();
    auto object = parts::url_at(activity, prop::object);
    if (object.empty()) return errc::invalid_argument;
    BlockActivity read{std::move(*head), std::move(object), parts::url_at(activity, prop::target)};
    read.reason = parts::reason_of(activity);
    read.with_posts = bool_at(activity, "removeData");
    read.until = vocab::time_at(activity, prop::end_time);
    if (!read.until) read.until = vocab::time_at(activity, "expires"); // Lemmy before 0.19.4
    return read;
}

result<LockActivity> read_lock(const json::object& activity)
{
    auto head = parts::head(activity, vocab::type::lock);
    if (!head) return head.error();
    auto object = parts::url_at(activity, prop::object);
    if (object.empty()) return errc::invalid_argument;
    return LockActivity{std::move(*head), std::move(object), parts::reason_of(activity)};
}

} // namespace rounds::inbox
