#include "federation/build/addressing.hpp"

#include "federation/vocab/types.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace rounds::build {

bool Audience::is_public() const noexcept
{
    return std::ranges::find(to, vocab::public_collection) != to.end() ||
           std::ranges::find(cc, vocab::public_collection) != cc.end();
}

void add_once(std::vector<std::string>& ids, std::string_view id)
{
    if (!id.empty() && std::ranges::find(ids, id) == ids.end()) ids.emplace_back(id);
}

json::array to_array(const std::vector<std::string>& texts)
{
    json::array array;
    array.reserve(texts.size());
    for (const auto& text : texts) array.emplace_back(text);
    return array;
}

void put_audience(json::object& object, const Audience& audience)
{
    object["to"] = to_array(audience.to);
    object["cc"] = to_array(audience.cc);
}

std::string activity_id(std::string_view actor, std::string_view kind, std::string_view id)
{
    return fmt::format("{}/activities/{}/{}", actor, kind, id);
}

} // namespace rounds::build
