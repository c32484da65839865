#include "federation/signatures/rfc9421.hpp"

#include "federation/signatures/fields.hpp"
#include "federation/signatures/structured_fields.hpp"
#include "storage/base/guards.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace rounds::signatures {
namespace {

constexpr std::array<std::string_view, 7> derived_components{
    "@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query"
};

/// The only member of the only field of that name.
result<sf::Member> only_member(const RequestView& request, std::string_view name)
{
    const auto field = only_field(request.headers, name);
    if (!field) return count_fields(request.headers, name) == 0 ? fault::missing : fault::ambiguous;
    auto members = sf::parse_dictionary(*field);
    if (!members || members->empty()) return fault::malformed;
    if (!guards::hold("once", members->size() == 1 && !members->front().repeated)) return fault::ambiguous;
    return std::move(members->front());
}

result<std::vector<std::string>> components_of(const sf::InnerList& list)
{
    std::vector<std::string> components;
    for (const auto& item : list.items) {
        const auto* name = std::get_if<std::string>(&item.value);
        if (name == nullptr || name->empty() || text::to_lower(*name) != *name) return fault::malformed;
        // sf, key, bs, req, tr and name change what is signed; nobody sends them here, so none is taken.
        if (!item.parameters.empty()) return fault::unsupported;
        if (name->front() == '@' && std::ranges::find(derived_components, *name) == derived_components.end())
            return fault::unsupported;
        if (std::ranges::find(components, *name) != components.end()) return fault::ambiguous;
        components.push_back(*name);
    }
    return components;
}

bool read_seconds(const sf::Parameters& parameters, std::string_view name, std::optional<std::int64_t>& out)
{
    const auto* value = sf::find(parameters, name);
    if (value == nullptr) return true;
    const auto* seconds = std::get_if<std::int64_t>(value);
    if (seconds == nullptr || *seconds < 0) return false;
    out = *seconds;
    return true;
}

std::string derived_value(std::string_view name, const RequestView& request)
{
    const auto authority = normal_authority(only_field(request.headers, "host").value_or(""), request.scheme);
    const auto question = request.target.find('?');
    if (name == "@method") return std::string(request.method);
    if (name == "@target-uri") return fmt::format("{}://{}{}", request.scheme, authority, request.target);
    if (name == "@authority") return authority;
    if (name == "@scheme") return std::string(request.scheme);
    if (name == "@request-target") return std::string(request.target);
    if (name == "@path") return std::string(request.target.substr(0, question));
    return question == std::string_view::npos ? "?" : std::string(request.target.substr(question));
}

} // namespace

result<RequestSignature> parse_rfc9421(const RequestView& request)
{
    const auto input = only_member(request, "signature-input");
    if (!input) return input.error();
    const auto given = only_member(request, "signature");
    if (!given) return given.error();
    const auto* list = std::get_if<sf::InnerList>(&input->value);
    const auto* item = std::get_if<sf::Item>(&given->value);
    const auto* bytes = item != nullptr ? std::get_if<sf::Bytes>(&item->value) : nullptr;
    if (list == nullptr || bytes == nullptr || bytes->data.empty() || input->key != given->key) return fault::malformed;
    RequestSignature signature{.scheme = Scheme::rfc9421, .signature = bytes->data};
    auto components = components_of(*list);
    if (!components) return components.error();
    signature.components = std::move(*components);
    const auto* key_id = sf::find(list->parameters, "keyid");
    const auto* key_text = key_id != nullptr ? std::get_if<std::string>(key_id) : nullptr;
    if (key_text == nullptr || key_text->empty()) return fault::malformed;
    signature.key_id = *key_text;
    if (const auto* algorithm = sf::find(list->parameters, "alg")) {
        const auto* name = std::get_if<std::string>(algorithm);
        if (name == nullptr) return fault::malformed;
        signature.algorithm = text::to_lower(*name);
    }
    if (!read_seconds(list->parameters, "created", signature.created) ||
        !read_seconds(list->parameters, "expires", signature.expires))
        return fault::malformed;
    signature.parameters = sf::serialize(*list);
    return signature;
}

std::optional<std::string> rfc9421_base(const RequestSignature& signature, const RequestView& request)
{
    std::string lines;
    for (const auto& name : signature.components) {
        const auto value =
            name.starts_with('@') ? std::optional{derived_value(name, request)} : joined_field(request.headers, name);
        if (!value || value->find('\n') != std::string::npos) return std::nullopt;
        lines += fmt::format("\"{}\": {}\n", name, *value);
    }
    return lines + "\"@signature-params\": " + signature.parameters;
}

} // namespace rounds::signatures
