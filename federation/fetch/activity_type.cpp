#include "federation/fetch/document.hpp"
#include "federation/vocab/types.hpp"
#include "storage/base/text.hpp"

#include <algorithm>

namespace rounds::fetch {
namespace {

constexpr std::string_view profile = "https://www.w3.org/ns/activitystreams";

/// The value of a media type's parameter, unquoted; a quoted value may hold semicolons.
std::string_view parameter_of(std::string_view parameters, std::string_view name)
{
    while (!parameters.empty()) {
        parameters.remove_prefix(1); // the semicolon
        std::size_t end = 0;
        for (bool quoted = false; end < parameters.size() && (quoted || parameters[end] != ';'); ++end)
            if (parameters[end] == '"') quoted = !quoted;
        const auto parameter = text::trim(parameters.substr(0, end));
        parameters.remove_prefix(end);
        const auto equals = parameter.find('=');
        if (equals == std::string_view::npos || !text::iequals(text::trim(parameter.substr(0, equals)), name)) continue;
        auto value = text::trim(parameter.substr(equals + 1));
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
        return value;
    }
    return {};
}

} // namespace

bool is_activity_type(std::string_view content_type)
{
    const auto semicolon = std::min(content_type.find(';'), content_type.size());
    const auto type = text::trim(content_type.substr(0, semicolon));
    if (text::iequals(type, vocab::activity_json)) return true;
    if (!text::iequals(type, "application/ld+json")) return false;
    // The parameter is a list of IRIs (RFC 6906).
    for (const auto iri : text::split(parameter_of(content_type.substr(semicolon), "profile"), ' '))
        if (iri == profile) return true;
    return false;
}

} // namespace rounds::fetch
