#include "federation/signatures/cavage.hpp"

#include "federation/signatures/fields.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/guards.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace rounds::signatures {
namespace {

using Parameter = std::pair<std::string_view, std::string_view>;

bool is_value_character(char c) noexcept
{
    return c >= 0x20 && c <= 0x7e && c != '"' && c != '\\';
}

/// One `name="value"` or `name=digits` at the start of `rest`, which moves behind it.
std::optional<Parameter> next_parameter(std::string_view& rest)
{
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos || equals == 0) return std::nullopt;
    const auto name = rest.substr(0, equals);
    const bool named =
        std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
    if (!named) return std::nullopt;
    rest.remove_prefix(equals + 1);
    const bool quoted = rest.starts_with('"');
    if (quoted) rest.remove_prefix(1);
    const auto stops = [&](char c) { return quoted ? !is_value_character(c) : c < '0' || c > '9'; };
    const auto size = static_cast<std::size_t>(std::ranges::find_if(rest, stops) - rest.begin());
    const auto value = rest.substr(0, size);
    rest.remove_prefix(size);
    if (quoted) {
        if (!rest.starts_with('"')) return std::nullopt;
        rest.remove_prefix(1);
    } else if (value.empty()) {
        return std::nullopt;
    }
    return Parameter{name, value};
}

result<std::vector<Parameter>> parameters_of(std::string_view field)
{
    std::vector<Parameter> parameters;
    auto rest = text::trim(field);
    // A stray scheme name, as in the Authorization field (federation.md section 8 no. 3).
    constexpr std::string_view scheme = "Signature ";
    if (rest.starts_with(scheme)) rest = text::trim(rest.substr(scheme.size()));
    for (;;) {
        const auto parameter = next_parameter(rest);
        if (!parameter) return fault::malformed;
        const auto before = std::ranges::find(parameters, parameter->first, &Parameter::first);
        if (!guards::hold("once", before == parameters.end())) return fault::ambiguous;
        parameters.push_back(*parameter);
        rest = text::trim(rest);
        if (rest.empty()) return parameters;
        if (!rest.starts_with(',')) return fault::malformed;
        rest = text::trim(rest.substr(1));
    }
}

std::optional<std::string_view> find(const std::vector<Parameter>& parameters, std::string_view name)
{
    const auto found = std::ranges::find(parameters, name, &Parameter::first);
    return found == parameters.end() ? std::nullopt : std::optional{found->second};
}

/// False when the parameter is there but no number.
bool read_seconds(const std::vector<Parameter>& parameters, std::string_view name, std::optional<std::int64_t>& out)
{
    const auto text = find(parameters, name);
    if (!text) return true;
    if (const auto seconds = text::parse_int(*text)) out = *seconds;
    return out.has_value();
}

result<std::vector<std::string>> components_of(std::string_view list)
{
    std::vector<std::string> components;
    for (const auto piece : text::split(list, ' ')) {
        if (piece.empty()) continue;
        auto name = text::to_lower(piece);
        if (std::ranges::find(components, name) != components.end()) return fault::ambiguous;
        components.push_back(std::move(name));
    }
    if (components.empty()) return fault::malformed;
    return components;
}

std::optional<std::string> component_value(
    const std::string& name, const RequestSignature& signature, const RequestView& request, std::string_view target
)
{
    const auto number = [](const std::optional<std::int64_t>& seconds) {
        return seconds ? std::optional{fmt::format("{}", *seconds)} : std::nullopt;
    };
    if (name == "(request-target)") return fmt::format("{} {}", text::to_lower(request.method), target);
    if (name == "(created)") return number(signature.created);
    if (name == "(expires)") return number(signature.expires);
    return joined_field(request.headers, name);
}

} // namespace

result<RequestSignature> parse_cavage(std::string_view field)
{
    const auto parameters = parameters_of(field);
    if (!parameters) return parameters.error();
    const auto key_id = find(*parameters, "keyId");
    const auto encoded = find(*parameters, "signature");
    if (!key_id || key_id->empty() || !encoded) return fault::malformed;
    const auto bytes = crypto::from_base64(*encoded);
    if (!bytes || bytes->empty()) return fault::malformed;
    RequestSignature signature{.scheme = Scheme::cavage, .key_id = std::string(*key_id), .signature = *bytes};
    if (const auto algorithm = find(*parameters, "algorithm")) signature.algorithm = text::to_lower(*algorithm);
    // Section 2.1.6: without a list, the time of creation alone is signed.
    auto components = components_of(find(*parameters, "headers").value_or("(created)"));
    if (!components) return components.error();
    signature.components = std::move(*components);
    if (!read_seconds(*parameters, "created", signature.created) ||
        !read_seconds(*parameters, "expires", signature.expires))
        return fault::malformed;
    return signature;
}

std::optional<std::string>
cavage_string(const RequestSignature& signature, const RequestView& request, std::string_view target)
{
    std::string lines;
    for (const auto& name : signature.components) {
        const auto value = component_value(name, signature, request, target);
        if (!value || value->find('\n') != std::string::npos) return std::nullopt;
        if (!lines.empty()) lines += '\n';
        lines += fmt::format("{}: {}", name, *value);
    }
    return lines;
}

} // namespace rounds::signatures
