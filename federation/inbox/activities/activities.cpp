#include "federation/inbox/activities/activities.hpp"

#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"

#include <algorithm>
#include <iterator>

namespace rounds::inbox {
namespace {

namespace type = vocab::type;

struct Reader
{
    std::string_view type;
    result<Activity> (*read)(const json::object&);
};

template <auto read> result<Activity> as_activity(const json::object& object)
{
    auto activity = read(object);
    if (!activity) return activity.error();
    return Activity{std::move(*activity)};
}

constexpr Reader readers[] = {
    {type::create, as_activity<read_create>},
    {type::update, as_activity<read_update>},
    {type::delete_, as_activity<read_delete>},
    {type::follow, as_activity<read_follow>},
    {type::accept, as_activity<read_accept>},
    {type::reject, as_activity<read_reject>},
    {type::undo, as_activity<read_undo>},
    {type::like, as_activity<read_like>},
    {type::announce, as_activity<read_announce>},
    {type::add, as_activity<read_add>},
    {type::remove, as_activity<read_remove>},
    {type::move, as_activity<read_move>},
    {type::block, as_activity<read_block>},
    {type::lock, as_activity<read_lock>},
    {type::flag, as_activity<read_flag>},
    {type::quote_request, as_activity<read_quote_request>},
    {type::feature_request, as_activity<read_feature_request>},
};

} // namespace

bool is_known_activity(std::string_view name) noexcept
{
    return std::ranges::find(readers, name, &Reader::type) != std::end(readers);
}

result<Activity> read_activity(const json::object& activity)
{
    const auto* const reader = std::ranges::find(readers, vocab::type_of(activity), &Reader::type);
    if (reader == std::end(readers)) return errc::not_found;
    return reader->read(activity);
}

const ActivityHead& head_of(const Activity& activity) noexcept
{
    return *std::visit([](const auto& one) { return &one.head; }, activity);
}

} // namespace rounds::inbox
