#pragma once

#include "server/audit/log/lines.hpp"
#include "storage/pg/database.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace rounds::audit {

/// What the file of heads ends with.
struct Kept
{
    std::int64_t head = 0;
    std::int64_t checkpoint = 0;
};

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
    /// Deletes the oldest entries, those from before `before`, by a checkpoint that it signs; at most `most`. Returns
    /// how many went. What is not as it was sealed stays, with all after it: it is evidence.
    std::size_t prune(Time now, Time before, int most = 1000);

private:
    void keep_outside();

    storage::Database& db_;
    signatures::PrivateKey key_;
    HeadsFile file_;
    std::optional<Kept> kept_;
};

/// Writes to the file that `key` follows `before`: what that one has signed until now counts, and nothing later. For
/// when the secret key of the instance changes, before anything is signed by the new one.
void note_succession(
    storage::Database& db,
    const HeadsFile& file,
    const signatures::PrivateKey& before,
    const signatures::PrivateKey& key
);

struct Verdict
{
    std::vector<Finding> findings{};
    std::int64_t sealed = 0;            ///< number of the last seal
    std::optional<Checkpoint> pruned{}; ///< what is gone because its time was over
};
/// The whole log of the database against `witness`. `key`: see Verifier.
[[nodiscard]] Verdict verify(storage::Database& db, Witness witness, std::string key);

} // namespace rounds::audit
