#pragma once

#include "federation/build/keyring.hpp"
#include "server/social/verbs.hpp"
#include "storage/model/knowledge.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace rounds::knowledge {

using storage::Account;
using storage::Network;
using storage::Transaction;

struct NetworkForm
{
    std::string username{};                ///< of the Group: "breastcancer"
    std::string title{};                   ///< "Breast cancer"
    std::string description{};             ///< Markdown
    std::string guidelines{};              ///< Markdown
    std::string hashtag{};                 ///< with or without #; empty: the registry's tag of the first condition
    std::vector<std::string> conditions{}; ///< DOIDs of the vocabulary, at least one
    std::string join_policy = "open";
    std::string posting_policy = "everyone";
    bool sensitive = false;
    bool local_only = false;
    std::optional<NetworkId> parent{};
    std::vector<std::string> reminders{"7d", "1d", "1h"};
};

/// A hashtag, with or without #.
[[nodiscard]] bool is_hashtag(std::string_view name);
/// The field that is out of its bounds, empty when all are within. The user name is judged by open_network.
[[nodiscard]] std::string_view wrong_field(const NetworkForm& form);

/// Opens a network: its Group actor with keys, the row, and `by` as first steward. forbidden unless `by` is a moderator
/// or administrator of this instance; invalid_argument: no title, unknown condition, no hashtag, policy or name;
/// already_exists: the name is or was taken.
[[nodiscard]] result<Network> open_network(
    Transaction& tx, const social::Urls& urls, build::Keyring& keyring, const Account& by, const NetworkForm& form
);

/// What there is now, as a form that changes nothing.
[[nodiscard]] NetworkForm form_of(const Network& network);
/// Writes the form over the network, whoever asks; the Group's profile follows. invalid_argument as for open_network,
/// and for a parent that is unknown, a department itself, or the network.
[[nodiscard]] result<Network>
put_network(Transaction& tx, const social::Urls& urls, const Network& present, NetworkForm form);

/// A network that takes people by invitation only is read by them alone: whoever has a role in it or follows it. A
/// sensitive one by people with a log-in here. To others it looks as if it were not there.
[[nodiscard]] bool may_read(Transaction& tx, const Network& network, std::optional<AccountId> viewer);

/// Steward of the network.
[[nodiscard]] bool may_steward(Transaction& tx, const Network& network, AccountId account);
/// Steward or host.
[[nodiscard]] bool may_host(Transaction& tx, const Network& network, AccountId account);

/// How long a guest pass is good for.
inline constexpr std::chrono::days guest_pass_days{14};

/// By a steward; the role is one of steward, host, clinician_mentor, patient_champion, guest_pass (which ends by
/// itself, and lets somebody read and post for a while without following). A network keeps one steward at least.
[[nodiscard]] result<void>
give_role(Transaction& tx, const Account& by, NetworkId network, AccountId to, std::string_view role);
[[nodiscard]] result<void>
take_role(Transaction& tx, const Account& by, NetworkId network, AccountId from, std::string_view role);
/// By a steward: title, description, guidelines, hashtag, conditions, policies; the Group's profile follows.
[[nodiscard]] result<Network> change_network(
    Transaction& tx, const social::Urls& urls, const Account& by, NetworkId network, const NetworkForm& form
);

} // namespace rounds::knowledge
