#include "federation/build/activities.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::build {

json::object
build_flag(const Head& head, std::string_view account, const std::vector<std::string>& posts, std::string_view reason)
{
    auto activity = envelope(vocab::type::flag, head);
    auto objects = to_array(posts);
    objects.insert(objects.begin(), json::value(account));
    activity[vocab::prop::object] = std::move(objects);
    activity[vocab::prop::content] = reason;
    return activity;
}

} // namespace rounds::build
