#pragma once

#include "federation/discovery/bounded_memory.hpp"
#include "federation/discovery/resolve.hpp"
#include "federation/discovery/single_flight.hpp"
#include "federation/signatures/message.hpp"
#include "federation/signatures/request_signature.hpp"
#include "storage/inbox.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::inbox {

namespace asio = boost::asio;

/// What the sender is told.
struct Answer
{
    unsigned status = 202;
    std::string error;                               ///< for {"error": ...}; empty with 202
    std::optional<std::chrono::seconds> retry_after; ///< with 429 and 503
};

struct GateSettings
{
    std::vector<std::string> our_hosts; ///< authorities in lower case by which peers reach us
    std::size_t max_bytes = 1 << 20;    ///< of a body
    /// Domain policy for host[:port] of the signing key, asked before anything is fetched.
    std::function<bool(std::string_view host)> host_allowed;
    /// Counts a request of a signing host; how long to wait when it sent too many.
    std::function<std::optional<std::chrono::seconds>(std::string_view host)> over_limit;
    /// Stores and commits; true when it is new. `unavailable` or `too_many` as error when it cannot be kept now.
    std::function<asio::awaitable<result<bool>>(storage::inbox::Arrival)> store;
    /// Called after something was committed: a worker may look.
    std::function<void(std::string_view host)> on_stored;
    /// A verified request shows that its actor's host lives, whether it tells anything new or not.
    std::function<asio::awaitable<void>(std::string host)> heard;
};

/// The door for POSTs from other servers: security.md 3b in that order. What it lets in is signed by the very actor it
/// speaks for, well-formed, and committed before 202 is answered.
class Gate
{
public:
    Gate(discovery::Resolver& resolver, const Clock& clock, GateSettings settings);

    /// `request` must live until the answer comes. `path` is the inbox's.
    [[nodiscard]] asio::awaitable<Answer> receive(const signatures::RequestView& request, std::string path);

private:
    /// The actor whose key made the signature.
    [[nodiscard]] asio::awaitable<result<std::string>>
    find_signer(const signatures::RequestSignature& signature, const signatures::RequestView& request);
    /// One of those that come at once with the same id stores it; the others are answered when it has.
    [[nodiscard]] asio::awaitable<bool> store(storage::inbox::Arrival arrival, std::string_view host);
    [[nodiscard]] asio::awaitable<Answer> taken_from(std::string home);

    discovery::Resolver& resolver_;
    const Clock& clock_;
    GateSettings settings_;
    discovery::SingleFlight<bool> storing_;
    /// What was committed lately, by signer and digest of the body: it is looked up after its signature was checked, so
    /// a forged copy is answered as any forgery.
    discovery::BoundedMemory<bool> taken_;
};

/// Checks on the activity itself, without looking anything up: it has an id that is a URL of its actor's origin in its
/// one spelling, an actor, and neither is ours (N15, N16). invalid_argument otherwise; unauthorized when the actor is
/// not `signer` (N13).
[[nodiscard]] result<void>
check_identity(const json::object& activity, std::string_view signer, const std::vector<std::string>& our_hosts);

} // namespace rounds::inbox
