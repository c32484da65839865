#pragma once

#include <string_view>

/// Names of ActivityStreams and of the extensions spoken here, so that a misspelt one does not compile.
namespace rounds::vocab {

/// The media types of ActivityPub (W3C ActivityPub section 3.2). The first is what we send to inboxes.
inline constexpr std::string_view activity_json = "application/activity+json";
inline constexpr std::string_view ld_json = R"(application/ld+json; profile="https://www.w3.org/ns/activitystreams")";
inline constexpr std::string_view jrd_json = "application/jrd+json";

/// The collection that stands for everybody (ActivityPub section 5.6): the form we send.
inline constexpr std::string_view public_collection = "https://www.w3.org/ns/activitystreams#Public";

namespace type {

// Activities.
inline constexpr std::string_view accept = "Accept";
inline constexpr std::string_view add = "Add";
inline constexpr std::string_view announce = "Announce";
inline constexpr std::string_view block = "Block";
inline constexpr std::string_view create = "Create";
inline constexpr std::string_view delete_ = "Delete";
inline constexpr std::string_view dislike = "Dislike";
inline constexpr std::string_view emoji_react = "EmojiReact";
inline constexpr std::string_view feature_authorization = "FeatureAuthorization"; // an object
inline constexpr std::string_view feature_request = "FeatureRequest";
inline constexpr std::string_view flag = "Flag";
inline constexpr std::string_view follow = "Follow";
inline constexpr std::string_view ignore = "Ignore";
inline constexpr std::string_view invite = "Invite";
inline constexpr std::string_view join = "Join";
inline constexpr std::string_view leave = "Leave";
inline constexpr std::string_view like = "Like";
inline constexpr std::string_view lock = "Lock";
inline constexpr std::string_view move = "Move";
inline constexpr std::string_view question = "Question";
inline constexpr std::string_view quote_authorization = "QuoteAuthorization"; // an object
inline constexpr std::string_view quote_request = "QuoteRequest";
inline constexpr std::string_view reject = "Reject";
inline constexpr std::string_view remove = "Remove";
inline constexpr std::string_view tentative_accept = "TentativeAccept";
inline constexpr std::string_view undo = "Undo";
inline constexpr std::string_view update = "Update";

// Actors.
inline constexpr std::string_view application = "Application";
inline constexpr std::string_view group = "Group";
inline constexpr std::string_view organization = "Organization";
inline constexpr std::string_view person = "Person";
inline constexpr std::string_view service = "Service";

// Objects.
inline constexpr std::string_view article = "Article";
inline constexpr std::string_view audio = "Audio";
inline constexpr std::string_view collection = "Collection";
inline constexpr std::string_view collection_page = "CollectionPage";
inline constexpr std::string_view document = "Document";
inline constexpr std::string_view event = "Event";
inline constexpr std::string_view featured_collection = "FeaturedCollection";
inline constexpr std::string_view featured_item = "FeaturedItem";
inline constexpr std::string_view image = "Image";
inline constexpr std::string_view link = "Link";
inline constexpr std::string_view note = "Note";
inline constexpr std::string_view ordered_collection = "OrderedCollection";
inline constexpr std::string_view ordered_collection_page = "OrderedCollectionPage";
inline constexpr std::string_view page = "Page";
inline constexpr std::string_view place = "Place";
inline constexpr std::string_view tombstone = "Tombstone";
inline constexpr std::string_view video = "Video";

// Tags, fields, keys, proofs.
inline constexpr std::string_view data_integrity_proof = "DataIntegrityProof";
inline constexpr std::string_view emoji = "Emoji";
inline constexpr std::string_view hashtag = "Hashtag";
inline constexpr std::string_view key = "Key";
inline constexpr std::string_view mention = "Mention";
inline constexpr std::string_view multikey = "Multikey";
inline constexpr std::string_view property_value = "PropertyValue";
inline constexpr std::string_view virtual_location = "VirtualLocation";

} // namespace type

/// Person, Group, Organization, Service, Application.
[[nodiscard]] bool is_actor_type(std::string_view type) noexcept;
/// What may appear as a post: Note, Article, Page, Question, Event, Image, Video, Audio, Document.
[[nodiscard]] bool is_post_type(std::string_view type) noexcept;
/// Collection and its ordered and paged forms.
[[nodiscard]] bool is_collection_type(std::string_view type) noexcept;

} // namespace rounds::vocab
