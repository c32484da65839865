#pragma once

#include <boost/json/object.hpp>
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

/// Sets the document's @context, with which every document that leaves begins: activitystreams; security/v1,
/// data-integrity and multikey where there are keys and proofs; then, as one JSON object, the prefixes and terms beyond
/// those that its keys and types use. The order is always the same. `proof`: one will be added, which the context
/// must cover. A @context of what is embedded stays and is not looked into.
void put_context(boost::json::object& document, bool proof = false);

} // namespace rounds::vocab
