#include "federation/build/actor.hpp"

#include "federation/build/addressing.hpp"
#include "federation/vocab/contexts.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/types.hpp"
#include "storage/base/text.hpp"

namespace rounds::build {

namespace {

json::object multikey(const std::string& id, const std::string& controller, const std::string& public_key)
{
    json::object method;
    method["id"] = id;
    method["type"] = vocab::type::multikey;
    method["controller"] = controller;
    method["publicKeyMultibase"] = public_key;
    return method;
}

void put_keys(json::object& actor, const ActorInput& input)
{
    const auto& id = input.account.uri;
    json::object key;
    key["id"] = input.keys.rsa_id;
    key["owner"] = id;
    key["publicKeyPem"] = input.keys.rsa_pem;
    actor["publicKey"] = std::move(key);
    json::array methods;
    methods.push_back(multikey(input.keys.ed25519_id, id, input.keys.ed25519_multikey));
    actor["assertionMethod"] = std::move(methods);
}

/// FEP-844e: peers may skip the first knock and sign with RFC 9421 at once.
json::object generator(const std::string& instance_actor)
{
    json::object rfc9421;
    rfc9421["href"] = "https://datatracker.ietf.org/doc/html/rfc9421";
    rfc9421["name"] = "RFC-9421: HTTP Message Signatures";
    json::object application;
    application["type"] = vocab::type::application;
    application["id"] = instance_actor;
    application["implements"] = json::array{std::move(rfc9421)};
    return application;
}

json::array attachments(const ActorInput& input)
{
    json::array all;
    for (const auto& field : input.account.fields) {
        json::object property;
        property["type"] = vocab::type::property_value;
        property["name"] = field.name;
        property["value"] = field.value;
        all.push_back(std::move(property));
    }
    if (!input.credential.empty()) {
        json::object link;
        link["type"] = vocab::type::link;
        link["rel"] = std::string(vocab::knowledge_namespace) + "affiliation";
        link["mediaType"] = "application/vc+ld+json";
        link["href"] = input.credential;
        link["name"] = input.credential_name;
        all.push_back(std::move(link));
    }
    return all;
}

std::string_view image_type(std::string_view url) noexcept
{
    if (url.ends_with(".png")) return "image/png";
    if (url.ends_with(".webp")) return "image/webp";
    if (url.ends_with(".gif")) return "image/gif";
    if (url.ends_with(".svg")) return "image/svg+xml";
    return "image/jpeg";
}

void put_image(json::object& actor, std::string_view key, const std::string& url, const std::string& description)
{
    if (url.empty()) return;
    json::object image;
    image["type"] = vocab::type::image;
    image["mediaType"] = image_type(url);
    image["url"] = url;
    if (!description.empty()) { // as of attachments: Mastodon reads one, others the other
        image["name"] = description;
        image["summary"] = description;
    }
    actor[key] = std::move(image);
}

void put_if(json::object& object, std::string_view key, const std::optional<std::string>& value)
{
    if (value && !value->empty()) object[key] = *value;
}

/// FEP-7aa9. An empty list is no list in JSON-LD: nobody is the actor alone.
void put_feature_policy(json::object& actor, const storage::Account& account)
{
    if (account.actor_type == vocab::type::application) return;
    json::object can_feature;
    can_feature[vocab::prop::automatic_approval] =
        json::array{account.discoverable ? json::value(vocab::public_collection) : json::value(account.uri)};
    json::object consent;
    consent[vocab::prop::can_feature] = std::move(can_feature);
    actor[vocab::prop::interaction_policy] = std::move(consent);
}

void put_group(json::object& actor, const ActorInput& input)
{
    put_if(actor, "attributedTo", input.account.moderators_url);
    actor["postingRestrictedToMods"] = input.posting_restricted;
    actor["sensitive"] = input.sensitive;
}

} // namespace

json::object build_actor(const ActorInput& input)
{
    const auto& account = input.account;
    json::object actor;
    actor["@context"] = vocab::activitystreams_context; // stays the first member
    actor["id"] = account.uri;
    actor["type"] = account.bot && account.actor_type == vocab::type::person ? std::string(vocab::type::service)
                                                                             : account.actor_type;
    actor["preferredUsername"] = account.username;
    actor["name"] = account.display_name.empty() ? account.username : account.display_name;
    actor["summary"] = account.note;
    actor["url"] = account.url;
    actor["inbox"] = account.inbox_url;
    put_if(actor, "outbox", account.outbox_url);
    put_if(actor, "followers", account.followers_url);
    put_if(actor, "following", account.following_url);
    put_if(actor, "featured", account.featured_url);
    if (account.actor_type == vocab::type::person) {
        actor[vocab::prop::featured_tags] = account.uri + "/featured-tags";
        actor[vocab::prop::featured_collections] = account.uri + "/collections";
    }
    json::object endpoints;
    endpoints["sharedInbox"] = input.shared_inbox;
    actor["endpoints"] = std::move(endpoints);
    actor["webfinger"] = account.username + '@' + input.domain;
    actor["manuallyApprovesFollowers"] = account.locked;
    actor["discoverable"] = account.discoverable;
    actor["indexable"] = account.indexable;
    actor["published"] = to_iso8601(account.published_at.value_or(account.created_at));
    actor["updated"] = to_iso8601(account.updated_at);
    actor["attachment"] = attachments(input);
    actor["tag"] = json::array{};
    put_image(actor, "icon", account.avatar_url, account.avatar_description);
    put_image(actor, "image", account.header_url, account.header_description);
    if (!account.attribution_domains.empty()) actor["attributionDomains"] = to_array(account.attribution_domains);
    if (!account.also_known_as.empty()) actor["alsoKnownAs"] = to_array(account.also_known_as);
    put_if(actor, "movedTo", account.moved_to_uri);
    put_feature_policy(actor, account);
    if (account.suspended_at) actor["suspended"] = true;
    if (account.group()) put_group(actor, input);
    actor["generator"] = generator(input.generator);
    put_keys(actor, input);
    vocab::put_context(actor);
    return actor;
}

} // namespace rounds::build
