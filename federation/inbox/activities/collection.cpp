#include "federation/inbox/activities/parts.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::inbox {
namespace {

result<CollectionActivity> read_collection(const json::object& activity, std::string_view type)
{
    auto head = parts::head(activity, type, parts::Id::optional);
    if (!head) return head.error();
    auto object = parts::url_at(activity, vocab::prop::object);
    auto target = parts::url_at(activity, vocab::prop::target);
    if (object.empty() || target.empty()) return errc::invalid_argument;
    CollectionActivity read{std::move(*head), std::move(object), std::move(target)};
    if (const auto* embedded = vocab::first_object(activity, vocab::prop::object)) read.embedded = *embedded;
    return read;
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
