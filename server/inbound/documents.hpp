#pragma once

#include "federation/build/activities.hpp"
#include "federation/build/keyring.hpp"
#include "federation/build/note.hpp"
#include "server/social/verbs.hpp"
#include "storage/base/json.hpp"

#include <optional>
#include <string>

/// Objects of ours as other servers see them, built from the tables: for documents that are served and for activities
/// that embed them.
namespace rounds::inbound {

using storage::Account;
using storage::Status;
using storage::Transaction;

/// A post with all it is addressed by.
struct PostDocument
{
    storage::StatusView view;
    build::Audience audience;
    json::object object;            ///< without @context
    std::optional<Account> network; ///< it was posted to
    std::optional<AccountId> parent_author;
};
/// Note, Question, Event or Article. not_found when it is deleted, or a boost.
[[nodiscard]] result<PostDocument> post_document(Transaction& tx, const social::Urls& urls, StatusId id, Time now);

/// With @context. not_found when it is not of this instance.
[[nodiscard]] result<json::object>
actor_document(Transaction& tx, const social::Urls& urls, build::Keyring& keyring, const Account& account, Time now);

/// {base}/conversations/{id}, or what its origin calls it.
[[nodiscard]] std::string conversation_uri(Transaction& tx, const social::Urls& urls, ConversationId id);

/// Announce of the boosted post by the boost's row. Its audience follows the boost's visibility; a patient's goes to
/// the author alone (health.md 2.6: who takes part in what is nobody's business).
struct BoostDocument
{
    json::object activity;
    Status boost;
    Account booster;
    AccountId author{};
    bool narrow = false; ///< to the author's server only
};
[[nodiscard]] result<BoostDocument> boost_document(Transaction& tx, StatusId boost);

} // namespace rounds::inbound
