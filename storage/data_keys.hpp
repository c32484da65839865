#pragma once

#include "storage/pg/transaction.hpp"

#include <string>
#include <vector>

/// The wrapped keys of direct messages (storage/sealed.hpp) as rows, for backups: they are kept apart from what they
/// seal, so that destroying a key destroys it in old backups as well.
namespace rounds::storage::data_keys {

inline constexpr std::string_view table = "data_keys";

struct Row
{
    std::int64_t id = 0;
    AccountId account{};
    std::optional<std::int64_t> conversation{};
    std::string wrapped_by{};
    std::string wrapped{};
};

[[nodiscard]] std::vector<Row> after(Transaction& tx, std::int64_t id, int limit);
/// False when it is there already, or its account is not.
bool put(Transaction& tx, const Row& row);

} // namespace rounds::storage::data_keys
