#include "federation/signatures/fields.hpp"

#include "storage/base/text.hpp"

#include <algorithm>

namespace rounds::signatures {

std::size_t count_fields(std::span<const HeaderView> headers, std::string_view name) noexcept
{
    return static_cast<std::size_t>(std::ranges::count(headers, name, &HeaderView::name));
}

std::optional<std::string_view> only_field(std::span<const HeaderView> headers, std::string_view name) noexcept
{
    if (count_fields(headers, name) != 1) return std::nullopt;
    return text::trim(std::ranges::find(headers, name, &HeaderView::name)->value);
}

std::optional<std::string> joined_field(std::span<const HeaderView> headers, std::string_view name)
{
    std::optional<std::string> joined;
    for (const auto& header : headers) {
        if (header.name != name) continue;
        if (joined)
            *joined += ", ";
        else
            joined.emplace();
        *joined += text::trim(header.value);
    }
    return joined;
}

std::string normal_authority(std::string_view authority, std::string_view scheme)
{
    const std::string_view usual = scheme == "https" ? ":443" : ":80";
    if (authority.ends_with(usual)) authority.remove_suffix(usual.size());
    return text::to_lower(authority);
}

} // namespace rounds::signatures
