#pragma once

#include "storage/base/json.hpp"
#include "tests/support/raw_http.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::test {

/// One frame of RFC 6455 section 5.2, also such as may not be sent.
struct Frame
{
    enum Opcode : unsigned { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };
    unsigned opcode = text;
    std::string payload{};
    bool fin = true;
    unsigned reserved = 0; ///< RSV1 is 4
    bool masked = true;

    [[nodiscard]] std::string bytes() const;
};

/// A WebSocket client that sends exactly the frames it is told. Every wait ends after ten seconds.
class TestSocket
{
public:
    /// Shakes hands; `lines` are further header lines, each ending with "\r\n".
    TestSocket(std::uint16_t port, const std::string& target, const std::string& lines = {}, bool tls = false);

    /// 101 when it is open; the whole answer otherwise.
    [[nodiscard]] const RawResponse& answer() const noexcept { return answer_; }
    [[nodiscard]] bool open() const noexcept { return answer_.status == 101; }

    bool send(const Frame& frame) { return client_.send(frame.bytes()); }
    bool send_bytes(std::string_view bytes) { return client_.send(bytes); }
    bool say(const json::value& message);
    /// Nothing when the connection ends.
    [[nodiscard]] std::optional<Frame> read();
    /// The next text message; pings are answered on the way. Nothing when the connection ends or is closed.
    [[nodiscard]] std::optional<std::string> text();
    /// The first message that fits, of those that came (they stay in `seen`) and those that come.
    [[nodiscard]] std::optional<json::value> find(const std::function<bool(const json::value&)>& fits);
    /// By the name of the event; of the stream when it is not empty.
    [[nodiscard]] std::optional<json::value> event(std::string_view name, std::string_view stream = {});
    /// A ping and its pong: what was sent before has been taken up. Messages that come meanwhile are in `seen`.
    bool sync();
    /// The code of the Close that ends the connection; 0 when it ends without.
    [[nodiscard]] unsigned close_code();
    [[nodiscard]] bool closed() { return client_.closed(); }

    std::vector<json::value> seen; ///< text messages, parsed

private:
    std::optional<Frame> next_message();

    RawClient client_;
    RawResponse answer_;
};

/// The payload of an event: JSON, or the text when it is none.
[[nodiscard]] json::value payload_of(const json::value& event);

} // namespace rounds::test
