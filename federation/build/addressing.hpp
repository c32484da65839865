#pragma once

#include "storage/base/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rounds::build {

/// Who an activity or object is for. Always sent as arrays, also when empty (federation.md section 8 no. 16).
struct Audience
{
    std::vector<std::string> to;
    std::vector<std::string> cc;

    /// The public collection is among them.
    [[nodiscard]] bool is_public() const noexcept;
};

/// Adds an id that is not empty and not there yet.
void add_once(std::vector<std::string>& ids, std::string_view id);

[[nodiscard]] json::array to_array(const std::vector<std::string>& texts);

void put_audience(json::object& object, const Audience& audience);

/// {actor}/activities/{kind}/{id}: every activity can be fetched at its id.
[[nodiscard]] std::string activity_id(std::string_view actor, std::string_view kind, std::string_view id);

} // namespace rounds::build
