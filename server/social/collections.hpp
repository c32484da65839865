#pragma once

#include "server/social/verbs.hpp"
#include "storage/collections.hpp"

/// Collections of accounts that somebody recommends (FEP-7aa9). Nobody is recommended who does not agree: an account
/// says who may ask (`featurable_by`), each collection asks for itself, and who agreed may take it back.
namespace rounds::social {

using storage::Collection;
using storage::CollectionItem;

/// Who may recommend an account of this instance: people choose it by being discoverable; nothing for the instance's
/// own actor, which nobody recommends.
[[nodiscard]] std::optional<storage::QuotePolicy> featurable_by(const Account& account) noexcept;

/// What becomes of the wish to recommend somebody.
enum class Consent {
    automatic, ///< granted at once
    manual,    ///< they are asked
    denied,
    missing ///< their server does not say, so nobody was asked
};
/// Blocks either way deny. One query for an account of this instance, two for another's.
[[nodiscard]] Consent consent(Transaction& tx, const Account& owner, const Account& featured);

struct CollectionForm
{
    std::optional<std::string> name{};
    std::optional<std::string> description{};
    std::optional<std::string> language{}; ///< empty: none
    std::optional<std::string> tag{};      ///< without #; empty: none
    std::optional<bool> sensitive{};
    std::optional<bool> discoverable{};
};
/// too_many beyond `most`.
[[nodiscard]] result<Collection> create_collection(
    Transaction& tx, const Urls& urls, const Account& owner, const CollectionForm& form, std::size_t most, Time now
);
/// Who is in it and lives here is told.
[[nodiscard]] result<Collection>
change_collection(Transaction& tx, CollectionId id, const CollectionForm& form, Time now);
/// That what they are recommended by was changed: everybody in it who lives here.
void tell_featured(Transaction& tx, const Collection& collection);
void delete_collection(Transaction& tx, const Collection& collection);

/// Recommends: agreed at once for an account of this instance, asked for of another's. forbidden without consent;
/// already_exists when it is there already, whatever it said; too_many beyond `most`.
[[nodiscard]] result<CollectionItem> recommend(
    Transaction& tx,
    const Urls& urls,
    const Collection& collection,
    const Account& owner,
    const Account& featured,
    std::size_t most,
    Time now
);
/// The owner recommends no longer.
void unrecommend(Transaction& tx, const Collection& collection, const CollectionItem& item);
/// Who is recommended, a person here, wants it no longer; nobody can put them there again. The server of the collection
/// is told, or, when it is ours, everybody who knows the collection.
void revoke_recommendation(Transaction& tx, const Collection& collection, const CollectionItem& item);

/// Notes which collections that are known here the post links, each by its page; of an edited one anew.
enum class Linking { first, anew };
void link_collections(Transaction& tx, const Status& status, Linking how = Linking::first);

// What arrives.

/// Somebody elsewhere asks to recommend `featured` of this instance: answered at once. Asking twice gets the same
/// answer.
void answer_feature_request(
    Transaction& tx,
    const Urls& urls,
    const Collection& collection,
    const Account& owner,
    const Account& featured,
    const std::string& request,
    Time now
);
/// The answers to what was asked here.
void accept_recommendation(Transaction& tx, const CollectionItem& item, const std::string& stamp);
void refuse_recommendation(Transaction& tx, const CollectionItem& item);

/// The kind of the job that checks an item of another server's collection at the stamp of whom it recommends.
inline constexpr std::string_view verify_item_job = "verify_item";
/// Reads a collection of another server again, with all its items.
inline constexpr std::string_view read_collection_job = "read_collection";

} // namespace rounds::social
