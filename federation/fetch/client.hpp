#pragma once

#include "federation/fetch/error.hpp"
#include "federation/fetch/settings.hpp"
#include "federation/signatures/message.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The one way out. Every request that leaves the process goes through Client, whatever it is for: documents, delivery,
/// WebFinger, media, previews, Web Push (security.md 3c).
namespace rounds::fetch {

namespace asio = boost::asio;
using signatures::Header;
using signatures::Headers;
using signatures::Outgoing;

/// Makes the headers that sign the request; called for each request sent, so also after a redirect. Runs on
/// Options::signing when that is set (RSA takes a quarter of a millisecond), else on the client's executor.
using Signer = std::function<Headers(const Outgoing&)>;

struct FetchResponse
{
    unsigned status = 0;
    Headers headers; ///< names in lower case; no trailers
    std::string body;
    std::string final_url; ///< after redirects, without fragment

    /// The first field of that (lower-case) name, or empty.
    [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
};

/// Limits of a body by purpose.
inline constexpr std::size_t document_bytes = 1 << 20;
inline constexpr std::size_t preview_bytes = 512 << 10;
inline constexpr std::size_t media_bytes = 40 << 20;

struct Options
{
    std::string accept;
    Signer signer;                                     ///< none: unsigned
    std::optional<asio::any_io_executor> signing;      ///< where `signer` runs
    Headers headers;                                   ///< more headers; names in lower case
    Place place = Place::peer;                         ///< whether the domain policy speaks
    std::size_t max_bytes = document_bytes;            ///< of the response's body
    std::optional<std::chrono::milliseconds> deadline; ///< of the whole exchange, instead of Settings::total_timeout
    /// Receives the body of a 2xx piece by piece instead of FetchResponse::body (media to a file); an error stops the
    /// exchange and is returned. May block shortly: it is called on the client's executor.
    std::function<result<void>(std::string_view piece)> sink;
};

class Client
{
public:
    /// Connections live on `executor`; the client takes a strand of it, so it may be called from any thread.
    Client(const asio::any_io_executor& executor, Settings settings);
    /// Closes idle connections. Requests under way end by themselves and keep what they need.
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Follows up to Settings::redirects redirects, each checked and signed as a new request. Errors: fetch_errc.
    [[nodiscard]] asio::awaitable<result<FetchResponse>> get(std::string url, Options options);

    /// Follows no redirect: a 3xx is returned as it is. Like a GET it is sent a second time when a kept connection ends
    /// without one byte of an answer (RFC 9110 section 9.2.2): deliveries are idempotent by their id.
    [[nodiscard]] asio::awaitable<result<FetchResponse>>
    post(std::string url, std::string body, std::string content_type, Options options);

    [[nodiscard]] const Settings& settings() const noexcept;

    struct State;

private:
    std::shared_ptr<State> state_;
};

} // namespace rounds::fetch
