#include "federation/inbox/activities/parts.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::inbox {
namespace {

result<CollectionActivity> read_collection(const json::object& activity, std::string_view type)
{
    auto head = parts::head(activity, type);
    if (!head) return head.error();
    auto object = parts::url_at(activity, vocab::prop::object);
    auto target = parts::url_at(activity, vocab::prop::target);
    if (object.empty() || target.empty()) return errc::invalid_argument;
    return CollectionActivity{std::move(*head), std::move(object), std::move(target)};
}

} // namespace

result<AddActivity> read_add(const json::object& activity)
{
    auto read = read_collection(activity, vocab::type::add);
    if (!read) return read.error();
    return AddActivity{std::move(*read)};
}

result<RemoveActivity> read_remove(const json::object& activity)
{
    auto read = read_collection(activity, vocab::type::remove);
    if (!read) return read.error();
    return RemoveActivity{std::move(*read)};
}

} // namespace rounds::inbox
