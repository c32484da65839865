#pragma once

#include "storage/base/ids.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rounds::streaming {

/// What can be subscribed to (client-api.md section 8).
enum class Kind : std::uint8_t {
    user,
    user_notification,
    public_all,
    public_local,
    public_remote,
    public_media,
    public_local_media,
    public_remote_media,
    hashtag,
    hashtag_local,
    list,
    direct,
};
inline constexpr std::size_t kinds = 12;

/// "public:local:media"
[[nodiscard]] std::string_view name_of(Kind kind) noexcept;
[[nodiscard]] std::optional<Kind> kind_of(std::string_view name) noexcept;

struct Stream
{
    Kind kind = Kind::user;
    std::string tag{}; ///< as the client wrote it, for hashtag and hashtag:local
    ListId list{};     ///< for list

    bool operator==(const Stream&) const = default;
};

/// Why something a client said is not done: an HTTP status and a text for the client.
struct Refusal
{
    unsigned status;
    std::string_view error;
};

namespace refusal {
inline constexpr Refusal not_json{400, "The message is not a JSON object"};
inline constexpr Refusal unknown_type{400, "Unknown message type"};
inline constexpr Refusal unknown_stream{400, "Unknown stream type"};
inline constexpr Refusal no_tag{400, "The tag is missing"};
inline constexpr Refusal no_list{400, "The list is missing"};
inline constexpr Refusal other_list{404, "Record not found"};
inline constexpr Refusal out_of_scope{403, "This action is outside the authorized scopes"};
inline constexpr Refusal too_many{429, "Too many subscriptions"};
} // namespace refusal

/// A stream, or why there is none.
struct StreamOrRefusal
{
    std::optional<Stream> stream{};
    Refusal refusal{};
};
[[nodiscard]] StreamOrRefusal
read_stream(std::string_view name, const std::optional<std::string>& tag, const std::optional<std::string>& list);

/// {"type": "subscribe"|"unsubscribe", "stream": "user", "list": "1", "tag": "x"}
struct Command
{
    bool subscribe = true;
    StreamOrRefusal target{};
};
[[nodiscard]] Command read_command(std::string_view message);

/// The stream as events name it: ["user"], ["list","12"], ["hashtag","x"].
[[nodiscard]] std::string json_names(const Stream& stream);

} // namespace rounds::streaming
