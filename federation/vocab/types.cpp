#include "federation/vocab/types.hpp"

#include <algorithm>
#include <array>

namespace rounds::vocab {
namespace {

constexpr std::array actor_types{type::person, type::group, type::organization, type::service, type::application};
constexpr std::array post_types{
    type::note,
    type::article,
    type::page,
    type::question,
    type::event,
    type::image,
    type::video,
    type::audio,
    type::document
};
constexpr std::array collection_types{
    type::collection, type::ordered_collection, type::collection_page, type::ordered_collection_page
};

} // namespace

bool is_actor_type(std::string_view type) noexcept
{
    return std::ranges::find(actor_types, type) != actor_types.end();
}

bool is_post_type(std::string_view type) noexcept
{
    return std::ranges::find(post_types, type) != post_types.end();
}

bool is_collection_type(std::string_view type) noexcept
{
    return std::ranges::find(collection_types, type) != collection_types.end();
}

} // namespace rounds::vocab
