#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/json.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Lenient reading of ActivityStreams JSON: scalar or array, string or object. Nothing here throws, whatever arrives;
/// what cannot be read comes back empty.
namespace rounds::vocab {

/// The id of a value that is an IRI or an object with a string `id` (a Link: its `href`). An array with exactly one
/// element counts as that element. Empty otherwise. The view lives as long as `value`.
[[nodiscard]] std::string_view id_of(const json::value& value) noexcept;
/// id_of the member `key`.
[[nodiscard]] std::string_view id_of(const json::object& object, std::string_view key) noexcept;
/// The object's own `id`, only when it is a string: an id in any other shape is no id (security.md N15).
[[nodiscard]] std::string_view own_id(const json::object& object) noexcept;

/// The values of a member: none when absent or null, one for a scalar or object, the elements of an array (without
/// nulls), at most `limit`. The pointers live as long as `object`.
[[nodiscard]] std::vector<const json::value*>
one_or_many(const json::object& object, std::string_view key, std::size_t limit = 1000);
/// The ids of those values, without the unreadable and without repetitions, in their order.
[[nodiscard]] std::vector<std::string>
ids_of(const json::object& object, std::string_view key, std::size_t limit = 1000);
/// The first value of the member that is an object, or null.
[[nodiscard]] const json::object* first_object(const json::object& object, std::string_view key) noexcept;
/// The first value of the member that is a non-empty string, else empty.
[[nodiscard]] std::string_view first_string(const json::object& object, std::string_view key) noexcept;
/// A whole number that is not negative; numbers in strings do not count.
[[nodiscard]] std::optional<std::int64_t> count_at(const json::object& object, std::string_view key) noexcept;
/// A date-time member (RFC 3339).
[[nodiscard]] std::optional<Time> time_at(const json::object& object, std::string_view key);

/// The full IRI, "as:Public" and "Public" (federation.md section 8 no. 10).
[[nodiscard]] bool is_public(std::string_view iri) noexcept;
/// True when the public collection is among the values of `key` ("to", "cc").
[[nodiscard]] bool addresses_public(const json::object& object, std::string_view key);

/// `type` is, or contains, `type`.
[[nodiscard]] bool type_is(const json::object& object, std::string_view type) noexcept;
/// The first type that is a string; empty when there is none.
[[nodiscard]] std::string_view type_of(const json::object& object) noexcept;

struct NaturalText
{
    std::string text;
    std::string language; ///< BCP 47 as written by the peer; empty when unknown
};
/// `key` or, without it, the first entry of `key`Map (Activity Vocabulary 4.7); the language is that of the map's entry
/// whose text is the same, or of its first entry.
[[nodiscard]] NaturalText natural_language(const json::object& object, std::string_view key);

/// Where people read this: `url` as a string or Link; from an array the first that is text/html, then the first plain
/// string, then the first Link. Empty when there is none. Only http and https URLs come back.
[[nodiscard]] std::string url_of(const json::object& object);

/// Both ids name one actor: equal, not empty, compared as strings.
[[nodiscard]] bool same_actor(std::string_view a, std::string_view b) noexcept;
/// The first `actor`, or without one the first `attributedTo`.
[[nodiscard]] std::string_view owner_of(const json::object& object) noexcept;

} // namespace rounds::vocab
