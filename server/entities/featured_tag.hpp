#pragma once

#include "server/entities/site.hpp"
#include "storage/base/json.hpp"
#include "storage/featured.hpp"

namespace rounds::entities {

/// FeaturedTag of `owner`; its url is the page of the tag, or the profile of somebody elsewhere.
[[nodiscard]] json::object
featured_tag(const storage::featured::FeaturedTag& tag, const storage::Account& owner, const Site& site);

} // namespace rounds::entities
