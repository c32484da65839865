#pragma once

#include "server/http/message.hpp"
#include "server/http/server.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::http {

// What Beast 1.81 lets pass and a server behind a proxy must not (security.md E1-E4, N46): request smuggling by
// transfer codings, two Hosts, folded lines. Everything here is pure.

/// Why a message is not taken: a status and a text that the client may read.
struct Refusal
{
    unsigned status;
    std::string_view reason;
};

/// Finds the end of a header section as its bytes arrive, and the bytes that may not be in one: control characters, CR
/// or LF alone, a line that continues the one before (RFC 9112 section 5.2), an empty line in front.
class HeaderScan
{
public:
    enum class State { more, complete, bad };
    /// `bytes` are all bytes received so far; only the new ones are looked at.
    State scan(std::string_view bytes) noexcept;
    /// Size of the section with its empty line, when complete.
    [[nodiscard]] std::size_t size() const noexcept { return at_; }

private:
    std::size_t at_ = 0;
    std::size_t line_length_ = 0;
    std::size_t lines_ = 0;
    bool after_cr_ = false;
};

/// The names this server answers to.
class HostNames
{
public:
    explicit HostNames(const std::vector<std::string>& names);
    /// Without case; the scheme's default port may be written or not, any other port must be part of the name.
    [[nodiscard]] bool contains(std::string_view host, bool secure) const;

private:
    std::vector<std::string> names_; // lower case
};

/// Decides on a complete header section. `version` is 10 or 11.
[[nodiscard]] std::optional<Refusal>
check_head(const Request& request, unsigned version, const HostNames& hosts, const Limits& limits);

} // namespace rounds::http
