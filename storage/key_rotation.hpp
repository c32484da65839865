#pragma once

#include "storage/base/vault.hpp"
#include "storage/pg/transaction.hpp"

#include <cstdint>
#include <span>
#include <string_view>

/// Seals with another key of the instance what the one before sealed (NIST SP 800-57 part 1, 5.3.6: a key that seals
/// has an end). Texts under a data key stay as they are: the data key alone is wrapped anew. In pages of rows, each a
/// transaction of its own, and a row that the new key opens is left alone: a run that was cut off is simply run again.
namespace rounds::storage::key_rotation {

/// One key of the instance, 32 bytes, with all that it seals by.
struct Sealing
{
    explicit Sealing(std::string_view key) : box(key), vault(key) {}

    crypto::SecretBox box;
    crypto::Vault vault;
};

/// One column that holds what the instance's key seals.
struct Place
{
    std::string_view name; ///< "actor_keys.private_key_sealed"
    std::size_t number;
};
[[nodiscard]] std::span<const Place> places();

struct Page
{
    std::int64_t seen = 0;
    std::int64_t earlier = 0; ///< of these, the earlier key had sealed
    std::int64_t closed = 0;  ///< of these, neither key opens: sealed by one that is gone, or damaged
    std::int64_t last = 0;    ///< where the next page begins
    bool more = false;
};

/// The rows of a place after row `after`, at most `limit`. With `write` those that `earlier` sealed are sealed by
/// `fresh`.
[[nodiscard]] Page renew(
    Transaction& tx,
    const Sealing& fresh,
    const Sealing& earlier,
    const Place& place,
    std::int64_t after,
    int limit,
    bool write
);

/// Connections of server processes to this database: they would go on sealing with the key they have.
[[nodiscard]] std::int64_t servers(Transaction& tx);

} // namespace rounds::storage::key_rotation
