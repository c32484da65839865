#include "federation/discovery/actor_document.hpp"

#include "federation/vocab/contexts.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"
#include "storage/base/guards.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <algorithm>

namespace rounds::discovery {
namespace {

namespace prop = vocab::prop;
namespace type = vocab::type;

constexpr std::size_t longest_username = 255;
constexpr std::size_t image_characters = 1500;
constexpr std::size_t attribution_domains = 10;
constexpr std::size_t domain_characters = 255;

/// No character that would end a handle or be mistaken in one; letters of all scripts are fine.
bool usable_username(std::string_view name) noexcept
{
    if (name.empty() || name.size() > longest_username) return false;
    return std::ranges::all_of(name, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return letter || c == '_' || c == '.' || c == '-' || c == '~' || c == '+' || byte >= 0x80;
    });
}

/// A URL that belongs to the actor: of its origin, else none.
std::optional<std::string> own_url(const json::object& object, std::string_view key, std::string_view id)
{
    const auto url = vocab::id_of(object, key);
    if (url.empty() || !same_origin(url, id)) return std::nullopt;
    return std::string(url);
}

std::string image_url(const json::object& document, std::string_view key)
{
    const auto values = vocab::one_or_many(document, key, 1);
    if (values.empty()) return {};
    const auto* image = values.front()->if_object();
    const auto url = image != nullptr ? vocab::url_of(*image) : std::string(vocab::id_of(*values.front()));
    return parse_url(url) ? url : std::string();
}

/// As of files, it travels as name, as summary, or as both.
std::string image_description(const json::object& document, std::string_view key)
{
    const auto* image = vocab::first_object(document, key);
    if (image == nullptr) return {};
    auto description = vocab::first_string(*image, prop::name);
    if (description.empty()) description = vocab::first_string(*image, prop::summary);
    return std::string(text::truncate(description, image_characters));
}

std::vector<storage::ProfileField> read_fields(const json::object& document)
{
    std::vector<storage::ProfileField> fields;
    for (const auto* value : vocab::one_or_many(document, prop::attachment, 4 * profile_fields)) {
        const auto* field = value->if_object();
        if (field == nullptr || !vocab::type_is(*field, type::property_value)) continue;
        if (fields.size() == profile_fields) break;
        fields.push_back(
            {.name = std::string(text::truncate(string_at(*field, prop::name), name_characters)),
             .value = std::string(text::truncate(string_at(*field, prop::value), name_characters)),
             .source = {},
             .verified_at = {}}
        );
    }
    return fields;
}

std::vector<std::string> read_affiliations(const json::object& document)
{
    static const auto rel = std::string(vocab::knowledge_namespace) + "affiliation";
    std::vector<std::string> found;
    for (const auto* value : vocab::one_or_many(document, prop::attachment, 4 * profile_fields)) {
        const auto* link = value->if_object();
        if (link == nullptr || !vocab::type_is(*link, type::link) || string_at(*link, prop::rel) != rel) continue;
        const auto href = string_at(*link, "href");
        if (found.size() == affiliations_per_actor) break;
        if (is_canonical_id(href) && std::ranges::find(found, href) == found.end()) found.emplace_back(href);
    }
    return found;
}

std::optional<storage::ActorKey> read_key(
    const json::object& key, std::string_view owner_key, result<signatures::PublicKey> material, std::string_view actor
)
{
    const auto id = vocab::own_id(key);
    if (!material || !guards::hold("key-owner", vocab::id_of(key, owner_key) == actor && same_origin(id, actor)))
        return std::nullopt;
    storage::ActorKey out;
    out.key_uri = id;
    out.algorithm = material->type() == signatures::KeyType::rsa ? "rsa" : "ed25519";
    out.public_key = material->to_bytes();
    return out;
}

std::vector<storage::ActorKey> read_keys(const json::object& document, std::string_view actor)
{
    std::vector<storage::ActorKey> keys;
    const auto add = [&](std::optional<storage::ActorKey> key) {
        if (!key || keys.size() == keys_per_actor) return;
        if (std::ranges::find(keys, key->key_uri, &storage::ActorKey::key_uri) == keys.end())
            keys.push_back(std::move(*key));
    };
    for (const auto* value : vocab::one_or_many(document, prop::public_key, keys_per_actor)) {
        const auto* key = value->if_object();
        if (key == nullptr) continue;
        add(read_key(*key, prop::owner, signatures::PublicKey::from_pem(string_at(*key, prop::public_key_pem)), actor));
    }
    for (const auto* value : vocab::one_or_many(document, prop::assertion_method, keys_per_actor)) {
        const auto* key = value->if_object();
        if (key == nullptr) continue;
        const auto multibase = string_at(*key, prop::public_key_multibase);
        add(read_key(*key, prop::controller, signatures::PublicKey::from_multikey(multibase), actor));
    }
    return keys;
}

void read_profile(const json::object& document, storage::Account& account)
{
    const auto name = vocab::natural_language(document, prop::name).text;
    account.display_name = text::truncate(text::trim(name), name_characters);
    auto note = vocab::natural_language(document, prop::summary).text;
    if (note.size() > bio_bytes) {
        note.resize(bio_bytes);
        while (!text::is_utf8(note)) note.pop_back();
    }
    account.note = std::move(note);
    account.fields = read_fields(document);
    account.avatar_url = image_url(document, prop::icon);
    account.header_url = image_url(document, prop::image);
    account.avatar_description = image_description(document, prop::icon);
    account.header_description = image_description(document, prop::image);
    for (const auto& domain : vocab::ids_of(document, prop::attribution_domains, attribution_domains))
        account.attribution_domains.emplace_back(text::truncate(domain, domain_characters));
    account.locked = bool_at(document, prop::manually_approves_followers);
    account.bot = account.actor_type == type::service || account.actor_type == type::application;
    account.discoverable = bool_at(document, prop::discoverable);
    account.indexable = bool_at(document, prop::indexable);
    account.published_at = vocab::time_at(document, prop::published);
    account.url = vocab::url_of(document);
    if (!parse_url(account.url)) account.url = account.uri;
}

void read_addresses(const json::object& document, storage::Account& account)
{
    const auto& id = account.uri;
    account.outbox_url = own_url(document, prop::outbox, id);
    account.followers_url = own_url(document, prop::followers, id);
    account.following_url = own_url(document, prop::following, id);
    account.featured_url = own_url(document, prop::featured, id);
    if (const auto* endpoints = object_at(document, prop::endpoints))
        account.shared_inbox_url = own_url(*endpoints, prop::shared_inbox, id);
    // Lemmy and FEP-1b12 name a group's moderators so.
    if (account.group()) account.moderators_url = own_url(document, prop::attributed_to, id);
    for (auto& alias : vocab::ids_of(document, prop::also_known_as, aliases))
        if (parse_url(alias)) account.also_known_as.push_back(std::move(alias));
    const auto moved = vocab::id_of(document, prop::moved_to);
    if (!moved.empty() && parse_url(moved)) account.moved_to_uri = std::string(moved);
}

unsigned whom(const json::object& policy, std::string_view key, const storage::Account& account)
{
    using FeaturePolicy = storage::QuotePolicy;
    unsigned found = 0;
    for (const auto& iri : vocab::ids_of(policy, key, 8)) {
        if (vocab::is_public(iri))
            found |= FeaturePolicy::everybody;
        else if (account.followers_url && iri == *account.followers_url)
            found |= FeaturePolicy::followers;
        else if (account.following_url && iri == *account.following_url)
            found |= FeaturePolicy::following;
        else if (iri != account.uri)
            found |= FeaturePolicy::others;
    }
    return found;
}

/// FEP-7aa9: who does not say that they may be recommended was not asked.
std::optional<storage::QuotePolicy> read_feature_policy(const json::object& document, const storage::Account& account)
{
    const auto* policy = vocab::first_object(document, prop::interaction_policy);
    const auto* can_feature = policy != nullptr ? vocab::first_object(*policy, prop::can_feature) : nullptr;
    if (can_feature == nullptr) return std::nullopt;
    return storage::QuotePolicy{
        .automatic = whom(*can_feature, prop::automatic_approval, account),
        .manual = whom(*can_feature, prop::manual_approval, account),
    };
}

} // namespace

bool is_canonical_id(std::string_view id)
{
    const auto url = parse_url(id);
    return url && is_canonical_id(id, *url);
}

bool is_canonical_id(std::string_view id, const Url& url)
{
    const auto origin = url.origin();
    return id.starts_with(origin) && (id.size() == origin.size() || id[origin.size()] == '/');
}

result<RemoteActor> read_actor(const json::object& document)
{
    RemoteActor actor;
    auto& account = actor.account;
    account.actor_type = vocab::type_of(document);
    account.uri = vocab::own_id(document);
    account.username = vocab::first_string(document, prop::preferred_username);
    if (!vocab::is_actor_type(account.actor_type) || !is_canonical_id(account.uri) ||
        !usable_username(account.username))
        return errc::invalid_argument;
    account.domain = parse_url(account.uri)->authority();
    const auto inbox = own_url(document, prop::inbox, account.uri);
    if (!guards::hold("inbox", inbox.has_value())) return errc::invalid_argument;
    account.inbox_url = inbox.value_or("");
    read_profile(document, account);
    read_addresses(document, account);
    actor.feature_policy = read_feature_policy(document, account);
    actor.collections_url = own_url(document, prop::featured_collections, account.uri);
    actor.keys = read_keys(document, account.uri);
    actor.affiliations = read_affiliations(document);
    return actor;
}

} // namespace rounds::discovery
