#pragma once

#include "storage/base/json.hpp"

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rounds::http {

namespace asio = boost::asio;

enum class Method : std::uint8_t { get, head, post, put, patch, del, options, other };

[[nodiscard]] std::string_view to_string(Method method) noexcept; ///< "GET"; empty for `other`
[[nodiscard]] Method parse_method(std::string_view name) noexcept;

/// Header fields in the order they came; names are compared without case (RFC 9110 section 5.1).
class Headers
{
public:
    using Entry = std::pair<std::string, std::string>;

    void add(std::string name, std::string value) { entries_.emplace_back(std::move(name), std::move(value)); }
    /// Replaces all fields of this name.
    void set(std::string name, std::string value);
    /// The first field of this name, else empty.
    [[nodiscard]] std::string_view get(std::string_view name) const noexcept;
    [[nodiscard]] bool contains(std::string_view name) const noexcept;
    /// Fields of this name.
    [[nodiscard]] std::size_t count(std::string_view name) const noexcept;
    void remove(std::string_view name);
    [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return entries_; }

private:
    std::vector<Entry> entries_;
};

/// A request whose header has passed the gate (security.md E3) and whose body is complete and within the route's limit.
struct Request
{
    Method method = Method::other;
    std::string method_name; ///< as sent, for signatures
    std::string target;      ///< as sent
    std::string path;        ///< without query, one final slash removed; still percent-encoded
    std::string query;       ///< without "?"
    Headers headers;         ///< from the header section only: trailers are refused
    std::string body;
    std::string client_address; ///< the client's, as told by a trusted proxy or seen on the socket
    std::string id;             ///< X-Request-Id
    bool secure = false;        ///< arrived over TLS, or a trusted proxy says so
};

/// The client's end of a response that is written piece by piece (server-sent events, exports).
class StreamWriter
{
public:
    virtual ~StreamWriter() = default;
    /// Waits until the piece is handed to the kernel, so a slow reader slows the writer. False: the client is gone,
    /// does not read, or the server is stopping; return then. An empty piece writes nothing and tells the same.
    [[nodiscard]] virtual asio::awaitable<bool> write(std::string_view piece) = 0;
};

struct Upgrade; // to a WebSocket: server/http/websocket.hpp

struct Response
{
    unsigned status = 200;
    std::string content_type;
    std::string body;
    Headers headers;
    /// May be sent with gzip when the client takes it. Switch it off for pages that hold a secret beside text of the
    /// visitor's choice (the length tells, BREACH).
    bool compressible = true;
    /// When set, it writes the body (chunked) and `body` is ignored. It runs on the connection's I/O thread.
    std::function<asio::awaitable<void>(StreamWriter&)> stream;
    /// Set with `stream` when it will write exactly so many bytes: sent as Content-Length, and not chunked.
    std::optional<std::uint64_t> stream_length{};
    /// When set, the connection becomes a WebSocket: 101 is answered, and nothing else of this.
    std::shared_ptr<Upgrade> upgrade;
};

/// 200 with application/json; charset=utf-8.
[[nodiscard]] Response json_response(const json::value& body, unsigned status = 200);
/// The same from text that is JSON already (rendered once, cached).
[[nodiscard]] Response json_text(std::string body, unsigned status = 200);
/// {"error": message}: the form Mastodon clients read.
[[nodiscard]] Response json_error(unsigned status, std::string_view message);
[[nodiscard]] Response html_response(std::string body, unsigned status = 200);
/// 303 See Other.
[[nodiscard]] Response redirect(std::string location);

} // namespace rounds::http
