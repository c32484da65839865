#pragma once

#include "server/audit/lines.hpp"
#include "storage/pg/database.hpp"

#include <cstddef>
#include <string>

namespace rounds::audit {

/// Seals what was committed since, signs the new end of the chain and writes it to the file outside the database. Any
/// number of processes may hold one: one of them works at a time.
class Sealer
{
public:
    Sealer(storage::Database& db, signatures::PrivateKey key, HeadsFile file)
        : db_(db), key_(std::move(key)), file_(std::move(file))
    {
    }
    /// Returns how many entries were sealed; fewer than `most` when nothing is left.
    std::size_t run(Time now, int most = 1000);

private:
    void keep_heads();

    storage::Database& db_;
    signatures::PrivateKey key_;
    HeadsFile file_;
    std::optional<std::int64_t> kept_; ///< the last head in the file
};

/// The whole log of the database against `witness`. `key`: see Verifier.
[[nodiscard]] std::vector<Finding>
verify(storage::Database& db, std::vector<Head> witness, std::string key, std::int64_t& sealed);

} // namespace rounds::audit
