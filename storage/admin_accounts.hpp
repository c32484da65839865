#pragma once

#include "storage/accounts.hpp"
#include "storage/sign_ups.hpp"

#include <optional>
#include <string>
#include <vector>

/// Accounts as those see them who moderate.
namespace rounds::storage::admin_accounts {

struct Query
{
    std::optional<bool> local{};      ///< of this instance, or of others
    std::string status{};             ///< active, disabled, silenced, suspended, sensitized; empty: any
    bool staff = false;               ///< moderators and administrators
    std::vector<std::string> roles{}; ///< of these; empty: any
    std::string username{};           ///< beginning
    std::string display_name{};       ///< beginning
    std::string email{};              ///< the whole address
    std::string domain{};
};
[[nodiscard]] std::vector<AccountId> list(Transaction& tx, const Query& query, const accounts::Page& page);

struct AdminAccount
{
    AccountView view;
    std::optional<User> user; ///< nothing: of another server, or no person
    bool sensitized = false;
};
/// In the order of `ids`, suspended ones too; three queries.
[[nodiscard]] std::vector<AdminAccount> views(Transaction& tx, const std::vector<AccountId>& ids);
[[nodiscard]] result<AdminAccount> view(Transaction& tx, AccountId id);

/// When somebody of this instance last logged in, or an app or browser of theirs last asked for something; nothing:
/// never, or of another server.
[[nodiscard]] std::optional<Time> last_use(Transaction& tx, AccountId id);

/// Requests that staff has to decide on.
[[nodiscard]] std::vector<SignUpId> waiting(Transaction& tx, const Query& query, const accounts::Page& page);

} // namespace rounds::storage::admin_accounts
