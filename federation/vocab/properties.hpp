#pragma once

#include <string_view>

/// Property names, in the compacted form in which they travel.
namespace rounds::vocab::prop {

inline constexpr std::string_view context_document = "@context";
inline constexpr std::string_view id = "id";
inline constexpr std::string_view type = "type";

// Activities and objects (Activity Vocabulary section 4).
inline constexpr std::string_view actor = "actor";
inline constexpr std::string_view also_known_as = "alsoKnownAs";
inline constexpr std::string_view any_of = "anyOf";
inline constexpr std::string_view attachment = "attachment";
inline constexpr std::string_view attributed_to = "attributedTo";
inline constexpr std::string_view audience = "audience";
inline constexpr std::string_view bcc = "bcc";
inline constexpr std::string_view bto = "bto";
inline constexpr std::string_view cc = "cc";
inline constexpr std::string_view closed = "closed";
inline constexpr std::string_view content = "content";
inline constexpr std::string_view content_map = "contentMap";
inline constexpr std::string_view context = "context";
inline constexpr std::string_view deleted = "deleted";
inline constexpr std::string_view duration = "duration";
inline constexpr std::string_view end_time = "endTime";
inline constexpr std::string_view first = "first";
inline constexpr std::string_view former_type = "formerType";
inline constexpr std::string_view generator = "generator";
inline constexpr std::string_view height = "height";
inline constexpr std::string_view href = "href";
inline constexpr std::string_view icon = "icon";
inline constexpr std::string_view image = "image";
inline constexpr std::string_view in_reply_to = "inReplyTo";
inline constexpr std::string_view instrument = "instrument";
inline constexpr std::string_view items = "items";
inline constexpr std::string_view location = "location";
inline constexpr std::string_view media_type = "mediaType";
inline constexpr std::string_view name = "name";
inline constexpr std::string_view name_map = "nameMap";
inline constexpr std::string_view next = "next";
inline constexpr std::string_view object = "object";
inline constexpr std::string_view one_of = "oneOf";
inline constexpr std::string_view ordered_items = "orderedItems";
inline constexpr std::string_view origin = "origin";
inline constexpr std::string_view part_of = "partOf";
inline constexpr std::string_view preview = "preview";
inline constexpr std::string_view published = "published";
inline constexpr std::string_view rel = "rel";
inline constexpr std::string_view replies = "replies";
inline constexpr std::string_view result = "result";
inline constexpr std::string_view source = "source";
inline constexpr std::string_view start_time = "startTime";
inline constexpr std::string_view summary = "summary";
inline constexpr std::string_view summary_map = "summaryMap";
inline constexpr std::string_view tag = "tag";
inline constexpr std::string_view target = "target";
inline constexpr std::string_view to = "to";
inline constexpr std::string_view total_items = "totalItems";
inline constexpr std::string_view updated = "updated";
inline constexpr std::string_view url = "url";
inline constexpr std::string_view value = "value";
inline constexpr std::string_view width = "width";

// Actors (ActivityPub section 4.1).
inline constexpr std::string_view endpoints = "endpoints";
inline constexpr std::string_view followers = "followers";
inline constexpr std::string_view following = "following";
inline constexpr std::string_view inbox = "inbox";
inline constexpr std::string_view outbox = "outbox";
inline constexpr std::string_view preferred_username = "preferredUsername";
inline constexpr std::string_view shared_inbox = "sharedInbox";

// Keys and proofs (security/v1, Controlled Identifiers, FEP-521a, FEP-8b32).
inline constexpr std::string_view assertion_method = "assertionMethod";
inline constexpr std::string_view controller = "controller";
inline constexpr std::string_view cryptosuite = "cryptosuite";
inline constexpr std::string_view owner = "owner";
inline constexpr std::string_view proof = "proof";
inline constexpr std::string_view proof_purpose = "proofPurpose";
inline constexpr std::string_view proof_value = "proofValue";
inline constexpr std::string_view public_key = "publicKey";
inline constexpr std::string_view public_key_multibase = "publicKeyMultibase";
inline constexpr std::string_view public_key_pem = "publicKeyPem";
inline constexpr std::string_view signature = "signature";
inline constexpr std::string_view verification_method = "verificationMethod";

// Quotes (FEP-044f, and the dialects before it).
inline constexpr std::string_view automatic_approval = "automaticApproval";
inline constexpr std::string_view can_feature = "canFeature";
inline constexpr std::string_view can_quote = "canQuote";
inline constexpr std::string_view interacting_object = "interactingObject";
inline constexpr std::string_view interaction_policy = "interactionPolicy";
inline constexpr std::string_view interaction_target = "interactionTarget";
inline constexpr std::string_view manual_approval = "manualApproval";
inline constexpr std::string_view misskey_quote = "_misskey_quote";
inline constexpr std::string_view quote = "quote";
inline constexpr std::string_view quote_authorization = "quoteAuthorization";
inline constexpr std::string_view quote_uri = "quoteUri";
inline constexpr std::string_view quote_url = "quoteUrl";

// Mastodon and others.
inline constexpr std::string_view attribution_domains = "attributionDomains";
inline constexpr std::string_view blurhash = "blurhash";
inline constexpr std::string_view conversation = "conversation";
inline constexpr std::string_view discoverable = "discoverable";
inline constexpr std::string_view featured = "featured";
inline constexpr std::string_view featured_tags = "featuredTags";
inline constexpr std::string_view featured_collections = "featuredCollections";
inline constexpr std::string_view featured_object = "featuredObject";
inline constexpr std::string_view featured_object_type = "featuredObjectType";
inline constexpr std::string_view feature_authorization = "featureAuthorization";
inline constexpr std::string_view topic = "topic";
inline constexpr std::string_view focal_point = "focalPoint";
inline constexpr std::string_view implements = "implements";
inline constexpr std::string_view indexable = "indexable";
inline constexpr std::string_view manually_approves_followers = "manuallyApprovesFollowers";
inline constexpr std::string_view memorial = "memorial";
inline constexpr std::string_view moved_to = "movedTo";
inline constexpr std::string_view posting_restricted_to_mods = "postingRestrictedToMods";
inline constexpr std::string_view sensitive = "sensitive";
inline constexpr std::string_view suspended = "suspended";
inline constexpr std::string_view voters_count = "votersCount";
inline constexpr std::string_view webfinger = "webfinger";

} // namespace rounds::vocab::prop
