#pragma once

#include "server/http/gate.hpp"
#include "server/http/request_parser.hpp"
#include "server/http/worker.hpp"

#include <boost/asio/buffer.hpp>
#include <chrono>
#include <optional>
#include <string_view>

namespace rounds::http {

/// One request between its first byte and its answer: everything about it that needs no I/O.
class Exchange
{
public:
    explicit Exchange(Shared& shared) : shared_(shared) {}
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    /// Looks at all bytes received so far. True when the header section is complete or there is a refusal.
    [[nodiscard]] bool scan(std::string_view received) noexcept;
    /// Parses the complete header section at the start of `received` and applies the gate; bytes used.
    std::size_t parse_head(std::string_view received, std::string_view peer, bool tls);
    /// What is answered without reading the body; else the body's limit and deadline are set.
    [[nodiscard]] std::optional<Response> admit();
    /// Takes bytes of the body; bytes used. Afterwards the message is complete, needs more, or is refused.
    std::size_t parse_body(asio::const_buffer received);
    [[nodiscard]] bool expects_continue() const noexcept;

    void refuse(Refusal refusal) noexcept { refusal_ = refusal; }
    [[nodiscard]] bool refused() const noexcept { return refusal_.has_value(); }
    [[nodiscard]] Response refusal_response() const { return json_error(refusal_->status, refusal_->reason); }
    /// Header and body are read.
    [[nodiscard]] bool complete() const { return parser_.is_done(); }
    [[nodiscard]] bool keep_alive() const { return parser_.keep_alive(); }
    [[nodiscard]] unsigned version() const noexcept { return parser_.version(); }
    /// 500, with the reason in the log only.
    [[nodiscard]] Response broken(const std::exception& error) const;

    void begin() noexcept { began_ = std::chrono::steady_clock::now(); }
    [[nodiscard]] SteadyTime began() const noexcept { return began_; }
    /// When the message must be complete: not renewed by what arrives.
    [[nodiscard]] SteadyTime deadline() const noexcept;

    Request request;

private:
    [[nodiscard]] Admission ask() const;

    Shared& shared_;
    RequestParser parser_{request};
    HeaderScan scan_;
    std::optional<Refusal> refusal_;
    std::size_t wire_bytes_ = 0;
    std::size_t body_limit_ = 0;
    std::uint64_t beyond_default_ = 0; ///< bytes of body that the default limit would not allow
    SteadyTime began_ = std::chrono::steady_clock::now();
};

/// The time that so many bytes may take at the slowest rate we wait for.
[[nodiscard]] std::chrono::milliseconds time_for(std::uint64_t bytes, const Limits& limits) noexcept;

} // namespace rounds::http
