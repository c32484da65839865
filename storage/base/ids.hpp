#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace rounds {

// Ids are distinct types, so that two kinds cannot be swapped. They are time-ordered 63-bit integers
// (milliseconds since 1970 << 16 | sequence; migrations: next_id()), decimal strings on the wire.
enum class AccountId : std::int64_t {};
enum class StatusId : std::int64_t {};
enum class ConversationId : std::int64_t {};
enum class MediaId : std::int64_t {};
enum class TagId : std::int64_t {};
enum class FollowId : std::int64_t {};
enum class ListId : std::int64_t {};
enum class FilterId : std::int64_t {};
enum class FavouriteId : std::int64_t {};
enum class BookmarkId : std::int64_t {};
enum class NotificationId : std::int64_t {}; // a plain sequence: clients want it below 2^53
enum class AppId : std::int64_t {};
enum class TokenId : std::int64_t {};
enum class KeyId : std::int64_t {};
enum class ActivityRowId : std::int64_t {};
enum class DeliveryId : std::int64_t {};
enum class InboxRowId : std::int64_t {};
enum class JobId : std::int64_t {};
enum class NetworkId : std::int64_t {};
enum class ChatId : std::int64_t {};
enum class PromptId : std::int64_t {};
enum class SummaryId : std::int64_t {};
enum class CredentialId : std::int64_t {};

template <class T>
concept Id = std::is_enum_v<T> && std::is_same_v<std::underlying_type_t<T>, std::int64_t>;

template <Id T> [[nodiscard]] constexpr std::int64_t to_int(T id) noexcept
{
    return static_cast<std::int64_t>(id);
}

template <Id T> [[nodiscard]] std::string to_string(T id)
{
    return std::to_string(to_int(id));
}

/// Reads a decimal id; signs, spaces, leading zeros and values beyond 63 bits are refused.
template <Id T> [[nodiscard]] std::optional<T> parse_id(std::string_view text) noexcept
{
    if (text.empty() || text.size() > 19 || text.front() < '1' || text.front() > '9') return std::nullopt;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return T{value};
}

} // namespace rounds
