#pragma once

#include "storage/base/error.hpp"
#include "storage/base/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// W3C Bitstring Status List v1.0: which credentials of an issuer were revoked, as one signed credential that is
/// fetched whole, so that nobody learns whose credential is looked at. A list has a bit for each credential, the first
/// one on the left, set when it was revoked.
namespace rounds::knowledge {

/// Bits of one list: the smallest that section 3.2 allows, 16 KB.
inline constexpr std::int64_t places_in_list = 131'072;

/// Where a credential says that its status is (BitstringStatusListEntry).
struct StatusEntry
{
    std::string list{}; ///< address of the list's credential
    std::int64_t place = 0;
};
/// What a credential is given: its place counted over all lists, whose addresses are `base`/0, `base`/1 ...
[[nodiscard]] json::object status_entry(std::string_view base, std::int64_t place);
/// All entries of a credential. Nothing when one is of another kind or purpose than revocation, or damaged: it might
/// say what we cannot read.
[[nodiscard]] std::optional<std::vector<StatusEntry>> read_status(const json::object& document);

/// The list's credential without its proof (BitstringStatusListCredential). `revoked` are places within this list.
struct StatusList
{
    std::string uri{};
    std::string issuer{};
    std::string valid_from{}; ///< ISO 8601
    std::vector<std::int64_t> revoked{};
};
[[nodiscard]] json::object build_status_list(const StatusList& list);

enum class Standing : std::uint8_t { in_force, revoked };
/// What a list that was found at `uri`, whose proof the caller has verified, says of a place. Errors: invalid_argument
/// when it is no such list, of another issuer, or shorter than the place; too_large for one that unpacks to more than
/// 16 MB.
[[nodiscard]] result<Standing>
standing_at(const json::object& list, std::string_view uri, std::string_view issuer, std::int64_t place);

} // namespace rounds::knowledge
