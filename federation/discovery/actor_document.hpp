#pragma once

#include "federation/signatures/keys.hpp"
#include "storage/base/json.hpp"
#include "storage/base/url.hpp"
#include "storage/model/account.hpp"
#include "storage/model/quote.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rounds::discovery {

/// Bounds of what is kept of a profile (Mastodon's FEDERATION.md; security.md N48): longer texts are cut, further
/// entries dropped.
inline constexpr std::size_t name_characters = 2048;
inline constexpr std::size_t bio_bytes = 20'000;
inline constexpr std::size_t profile_fields = 50;
inline constexpr std::size_t aliases = 256;
inline constexpr std::size_t keys_per_actor = 10;
inline constexpr std::size_t affiliations_per_actor = 3;

/// A URL written in its one spelling: scheme and host in lower case, no default port, userinfo, trailing dot or escapes
/// in the host (N15). Ids are compared as text, so any other spelling would be another id.
[[nodiscard]] bool is_canonical_id(std::string_view id);
/// For who has read it already: `url` is parse_url(id).
[[nodiscard]] bool is_canonical_id(std::string_view id, const Url& url);

/// An actor of another server as its document says. HTML (`account.note`, values of fields) is as it came: whoever
/// keeps it sanitises it. Keys carry what PublicKey::to_bytes makes; ids are those of the document.
struct RemoteActor
{
    storage::Account account;
    std::vector<storage::ActorKey> keys;
    std::optional<storage::QuotePolicy> feature_policy{}; ///< who may recommend it (FEP-7aa9); nothing: not said
    std::optional<std::string> collections_url{};         ///< where it lists its collections
    std::vector<std::string> affiliations;                ///< credentials that it links to
};

/// Reads an actor document. `account.domain` is the authority of its id. Keys count when they name the actor as owner
/// and have an id of its origin (N12). invalid_argument when it is no actor or lacks an id, inbox or user name that
/// could be used; a URL of another origin where one of its own is needed (inbox, outbox, collections) counts as none.
[[nodiscard]] result<RemoteActor> read_actor(const json::object& document);

} // namespace rounds::discovery
