#pragma once

#include "server/social/verbs.hpp"
#include "storage/emojis.hpp"

#include <vector>

namespace rounds::entities {

/// What every entity may need to know of this instance.
struct Site
{
    const social::Urls& urls;
    std::size_t collection_limit = 0; ///< collections of recommended accounts that one person may make
    std::vector<storage::emojis::Emoji> emojis{};
};

} // namespace rounds::entities
