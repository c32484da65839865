#pragma once

#include "tests/bench/net.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace rounds::bench {

/// The client's end of a WebSocket that only listens; pings are answered. Every wait ends after ten seconds, with
/// std::runtime_error.
class WebSocket
{
public:
    /// `target` with query; `token` empty: none.
    WebSocket(const sockaddr_in& address, std::string_view host, std::string_view target, std::string_view token);

    /// The next text message.
    [[nodiscard]] std::string message();

private:
    void receive();
    void send(std::string_view bytes) const;
    [[nodiscard]] std::optional<std::string> take_frame();

    Fd fd_;
    std::string bytes_;
};

} // namespace rounds::bench
