#pragma once

#include "storage/accounts.hpp"
#include "storage/graph.hpp"
#include "storage/statuses.hpp"

#include <optional>
#include <string>
#include <vector>

// Rows for tests, written through the repositories. What a test does not say gets a harmless value; names are made up
// when they are left out, and never clash within a process.

namespace rounds::test {

/// The instance under test: "https://mercy.example".
inline constexpr std::string_view base_url = "https://mercy.example";

struct AccountSpec
{
    std::string username = {};
    std::optional<std::string> domain = {}; ///< nothing: of this instance
    std::string actor_type = "Person";
    std::string display_name = {};
    bool locked = false;
    bool bot = false;
    bool discoverable = false;
    std::optional<std::string> shared_inbox_url = {};
};
[[nodiscard]] storage::Account make_account(storage::Transaction& tx, AccountSpec spec = {});

struct UserSpec
{
    std::string username = {};
    std::string email = {}; ///< username@mercy.example
    std::string password_hash = "!";
    std::string role = "member";
    std::string stakeholder = "patient";
    bool locked = false;
};
/// A local person with a log-in.
[[nodiscard]] storage::Account make_user(storage::Transaction& tx, UserSpec spec = {});

struct NetworkSpec
{
    std::string username = {};
    std::string title = {};
    std::string join_policy = "open";
    std::string posting_policy = "everyone";
    std::vector<AccountId> stewards = {}; ///< the first one created it; a user is made when there is none
};
struct Network
{
    NetworkId id{};
    storage::Account account; ///< the Group
};
[[nodiscard]] Network make_network(storage::Transaction& tx, NetworkSpec spec = {});

struct StatusSpec
{
    std::string content = "<p>Hello</p>";
    storage::Visibility visibility = storage::Visibility::public_;
    std::optional<StatusId> in_reply_to = {};
    std::vector<AccountId> mentions = {};
    std::vector<std::string> tags = {};
    std::optional<AccountId> audience = {};
    std::string spoiler_text = {};
    std::optional<std::string> language = {};
    std::optional<Time> created_at = {};
    std::string uri = {};
};
/// Straight into the tables: no notifications, counters or sayings (social::post does those).
[[nodiscard]] storage::Status
make_status(storage::Transaction& tx, const storage::Account& author, StatusSpec spec = {});

/// An accepted follow, counters left alone.
storage::graph::Follow
make_follow(storage::Transaction& tx, const storage::Account& by, const storage::Account& target);

/// The number in the only column of the only row.
[[nodiscard]] std::int64_t count(storage::Transaction& tx, std::string_view sql);

/// Kinds of the notifications of one account, oldest first: {"follow", "mention"}.
[[nodiscard]] std::vector<std::string> notification_kinds(storage::Transaction& tx, AccountId account);
/// What the waiting jobs of kind "outbox" say, oldest first: {"status_created"}.
[[nodiscard]] std::vector<std::string> sayings(storage::Transaction& tx);

} // namespace rounds::test
