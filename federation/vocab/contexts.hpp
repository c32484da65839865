#pragma once

#include <boost/json/value.hpp>
#include <string_view>

/// The @context values we send. No context is ever fetched: arriving documents are read as plain JSON
/// (federation.md 1.9), and these are for the peers that do process JSON-LD.
namespace rounds::vocab {

inline constexpr std::string_view activitystreams_context = "https://www.w3.org/ns/activitystreams";
inline constexpr std::string_view security_context = "https://w3id.org/security/v1";
inline constexpr std::string_view data_integrity_context = "https://w3id.org/security/data-integrity/v2";
inline constexpr std::string_view multikey_context = "https://w3id.org/security/multikey/v1";

/// Namespace of the knowledge domain: networks, chats, summaries, questions, credentials.
inline constexpr std::string_view knowledge_namespace = "https://rounds.health/ns/knowledge#";
inline constexpr std::string_view toot_namespace = "http://joinmastodon.org/ns#";
inline constexpr std::string_view schema_namespace = "http://schema.org#";
inline constexpr std::string_view lemmy_namespace = "https://join-lemmy.org/ns#";
inline constexpr std::string_view mobilizon_namespace = "https://joinmobilizon.org/ns#";
inline constexpr std::string_view litepub_namespace = "http://litepub.social/ns#";
inline constexpr std::string_view gotosocial_namespace = "https://gotosocial.org/ns#";

/// The prefixes and single terms we use beyond the shared contexts, as one JSON object.
[[nodiscard]] const boost::json::value& inline_terms();

/// For activities and objects: activitystreams, data-integrity, our inline terms.
[[nodiscard]] const boost::json::value& object_context();

/// For actors: as above with security/v1 and multikey, which define publicKey and assertionMethod.
[[nodiscard]] const boost::json::value& actor_context();

} // namespace rounds::vocab
