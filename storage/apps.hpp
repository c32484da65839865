#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::storage {

/// A row of oauth_apps: a client program that people may let act for them.
struct OAuthApp
{
    AppId id{};
    std::string name;
    std::optional<std::string> website;
    std::vector<std::string> redirect_uris;
    std::string scopes; ///< space separated
    std::string client_id;
    std::string secret_hash; ///< SHA-256 of the client secret, 32 bytes
    Time created_at{};
};

} // namespace rounds::storage

namespace rounds::storage::apps {

/// Writes the app; its id and time of creation are made here and returned.
[[nodiscard]] OAuthApp create(Transaction& tx, const OAuthApp& app);
/// not_found when there is none.
[[nodiscard]] result<OAuthApp> find(Transaction& tx, AppId id);
[[nodiscard]] result<OAuthApp> find_by_client_id(Transaction& tx, std::string_view client_id);
/// Anyone may register an app, so those that nobody ever used go: older than `before`, without token or open code.
/// At most `limit` in one call; returns how many went.
std::size_t sweep_unused(Transaction& tx, Time before, int limit);

/// The instance's public key for Web Push as it is kept (an uncompressed P-256 point); empty before it was made.
[[nodiscard]] std::string push_key(Transaction& tx);

} // namespace rounds::storage::apps
