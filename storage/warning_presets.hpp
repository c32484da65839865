#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/error.hpp"
#include "storage/base/ids.hpp"
#include "storage/pg/transaction.hpp"

#include <string>
#include <vector>

namespace rounds {

enum class WarningPresetId : std::int64_t {};

} // namespace rounds

/// Words that moderators have ready for people whom they warn or limit.
namespace rounds::storage::warning_presets {

inline constexpr std::size_t longest_title = 100; ///< characters
inline constexpr std::size_t longest_body = 2000;

struct Preset
{
    WarningPresetId id{};
    std::string title{}; ///< for moderators
    std::string body{};  ///< what the person reads
    Time created_at{};
};

/// invalid_argument when one of them is empty or longer than allowed.
[[nodiscard]] result<Preset> add(Transaction& tx, const std::string& title, const std::string& body);
[[nodiscard]] result<Preset> find(Transaction& tx, WarningPresetId id);
/// By title.
[[nodiscard]] std::vector<Preset> list(Transaction& tx, int limit);
[[nodiscard]] result<void> remove(Transaction& tx, WarningPresetId id);

} // namespace rounds::storage::warning_presets
