#pragma once

#include "storage/base/json.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace rounds::build {

/// An OrderedCollection that says how many, and by no means who: followers, following (health.md 2.6).
[[nodiscard]] json::object build_counted_collection(const std::string& id, std::int64_t total);

/// One whose items are on pages; `first` is the address of the newest page.
[[nodiscard]] json::object build_paged_collection(const std::string& id, std::int64_t total, const std::string& first);

/// A small one with its items. `attributed_to`, when not empty, is its owner (FEP-7888).
[[nodiscard]] json::object
build_full_collection(const std::string& id, json::array items, const std::string& attributed_to = {});

struct PageInput
{
    std::string id;
    std::string part_of;
    json::array items;
    std::optional<std::string> next;
};
[[nodiscard]] json::object build_collection_page(PageInput input);

} // namespace rounds::build
