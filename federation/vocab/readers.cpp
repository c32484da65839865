#include "federation/vocab/readers.hpp"

#include "federation/vocab/properties.hpp"
#include "federation/vocab/types.hpp"
#include "storage/base/text.hpp"

#include <algorithm>

namespace rounds::vocab {
namespace {

std::string_view string_of(const json::value& value) noexcept
{
    const auto* text = value.if_string();
    return text != nullptr ? std::string_view{text->data(), text->size()} : std::string_view{};
}

/// A single-element array stands for its element.
const json::value& alone(const json::value& value) noexcept
{
    const auto* list = value.if_array();
    return list != nullptr && list->size() == 1 ? *list->begin() : value;
}

/// Visits the values of a member until `visit` returns true. Allocates nothing, so that it cannot throw.
template <class Visit> void visit_values(const json::object& object, std::string_view key, Visit visit) noexcept
{
    const auto* member = object.if_contains(key);
    if (member == nullptr) return;
    if (const auto* list = member->if_array()) {
        for (const auto& value : *list)
            if (visit(value)) return;
    } else {
        visit(*member);
    }
}

bool is_web_url(std::string_view url) noexcept
{
    const auto starts = [&](std::string_view scheme) { return text::iequals(url.substr(0, scheme.size()), scheme); };
    return starts("https://") || starts("http://");
}

/// The member `key`Map's entry to use: the one that repeats `plain`, else the first that is text.
NaturalText from_map(const json::object& map, std::string_view plain)
{
    const json::key_value_pair* chosen = nullptr;
    for (const auto& entry : map) {
        const auto text = string_of(entry.value());
        if (text.empty()) continue;
        if (chosen == nullptr || text == plain) chosen = &entry;
        if (text == plain) break;
    }
    if (chosen == nullptr) return {.text = std::string(plain), .language = {}};
    const auto text = plain.empty() ? string_of(chosen->value()) : plain;
    return {.text = std::string(text), .language = std::string(chosen->key())};
}

} // namespace

std::string_view id_of(const json::value& value) noexcept
{
    const auto& single = alone(value);
    if (const auto* object = single.if_object()) {
        const auto id = string_at(*object, prop::id);
        return id.empty() && type_is(*object, type::link) ? string_at(*object, prop::href) : id;
    }
    return string_of(single);
}

std::string_view id_of(const json::object& object, std::string_view key) noexcept
{
    const auto* member = object.if_contains(key);
    return member != nullptr ? id_of(*member) : std::string_view{};
}

std::string_view own_id(const json::object& object) noexcept
{
    return string_at(object, prop::id);
}

std::vector<const json::value*> one_or_many(const json::object& object, std::string_view key, std::size_t limit)
{
    std::vector<const json::value*> values;
    const auto* member = object.if_contains(key);
    if (member == nullptr || limit == 0) return values;
    const auto* list = member->if_array();
    if (list == nullptr) {
        if (!member->is_null()) values.push_back(member);
        return values;
    }
    for (const auto& value : *list) {
        if (values.size() == limit) break;
        if (!value.is_null()) values.push_back(&value);
    }
    return values;
}

std::vector<std::string> ids_of(const json::object& object, std::string_view key, std::size_t limit)
{
    std::vector<std::string_view> seen;
    std::vector<std::string> ids;
    for (const auto* value : one_or_many(object, key, limit)) {
        const auto id = id_of(*value);
        if (id.empty()) continue;
        const auto place = std::ranges::lower_bound(seen, id);
        if (place != seen.end() && *place == id) continue;
        seen.insert(place, id);
        ids.emplace_back(id);
    }
    return ids;
}

const json::object* first_object(const json::object& object, std::string_view key) noexcept
{
    const json::object* found = nullptr;
    visit_values(object, key, [&](const json::value& value) { return (found = value.if_object()) != nullptr; });
    return found;
}

std::string_view first_string(const json::object& object, std::string_view key) noexcept
{
    std::string_view found;
    visit_values(object, key, [&](const json::value& value) { return !(found = string_of(value)).empty(); });
    return found;
}

std::optional<std::int64_t> count_at(const json::object& object, std::string_view key) noexcept
{
    const auto* member = object.if_contains(key);
    if (member == nullptr) return std::nullopt;
    if (const auto* number = member->if_int64()) return *number >= 0 ? std::optional{*number} : std::nullopt;
    // Some peers write 12.0; a double that is whole and exact counts.
    if (const auto* real = member->if_double()) {
        constexpr double exact = 9007199254740992.0;
        if (*real < 0 || *real > exact) return std::nullopt;
        const auto whole = static_cast<std::int64_t>(*real);
        return static_cast<double>(whole) == *real ? std::optional{whole} : std::nullopt;
    }
    return std::nullopt;
}

std::optional<Time> time_at(const json::object& object, std::string_view key)
{
    return parse_iso8601(first_string(object, key));
}

bool is_public(std::string_view iri) noexcept
{
    return iri == public_collection || iri == "as:Public" || iri == "Public";
}

bool addresses_public(const json::object& object, std::string_view key)
{
    bool found = false;
    visit_values(object, key, [&](const json::value& value) { return found = is_public(id_of(value)); });
    return found;
}

namespace {

/// As the context has it: "as:Note" and the whole IRI are the same type.
std::string_view plain_type(std::string_view type) noexcept
{
    for (const std::string_view prefix : {"as:", "https://www.w3.org/ns/activitystreams#"})
        if (type.starts_with(prefix)) return type.substr(prefix.size());
    return type;
}

} // namespace

bool type_is(const json::object& object, std::string_view type) noexcept
{
    bool found = false;
    visit_values(object, prop::type, [&](const json::value& value) {
        return found = plain_type(string_of(value)) == type;
    });
    return found;
}

std::string_view type_of(const json::object& object) noexcept
{
    return plain_type(first_string(object, prop::type));
}

NaturalText natural_language(const json::object& object, std::string_view key)
{
    const auto plain = first_string(object, key);
    if (const auto* map = object_at(object, std::string(key) + "Map")) return from_map(*map, plain);
    return {.text = std::string(plain), .language = {}};
}

std::string url_of(const json::object& object)
{
    std::string_view html;
    std::string_view plain;
    std::string_view other;
    visit_values(object, prop::url, [&](const json::value& value) {
        const auto* link = value.if_object();
        const auto url = link != nullptr ? string_at(*link, prop::href) : string_of(value);
        if (!is_web_url(url)) return false;
        if (link == nullptr) {
            if (plain.empty()) plain = url;
        } else if (string_at(*link, prop::media_type).starts_with("text/html")) {
            html = url;
        } else if (other.empty()) {
            other = url;
        }
        return !html.empty();
    });
    if (!html.empty()) return std::string(html);
    return std::string(plain.empty() ? other : plain);
}

bool same_actor(std::string_view a, std::string_view b) noexcept
{
    return !a.empty() && a == b;
}

std::string_view owner_of(const json::object& object) noexcept
{
    std::string_view owner;
    const auto take = [&](const json::value& value) { return !(owner = id_of(value)).empty(); };
    visit_values(object, prop::actor, take);
    if (owner.empty()) visit_values(object, prop::attributed_to, take);
    return owner;
}

} // namespace rounds::vocab
