#include "server/http/websocket.hpp"

#include "storage/base/text.hpp"

#include <algorithm>
#include <utility>

namespace rounds::http {
namespace {

bool names(std::string_view list, std::string_view wanted) noexcept
{
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        if (text::iequals(text::trim(list.substr(0, comma)), wanted)) return true;
        list.remove_prefix(std::min(list.size(), comma + 1));
    }
    return false;
}

/// 16 bytes in base64.
bool is_key(std::string_view key) noexcept
{
    const auto letter = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    };
    return key.size() == 24 && key.ends_with("==") && std::ranges::all_of(key.substr(0, 22), letter);
}

} // namespace

WebSocket::WebSocket(std::size_t queue_bytes, std::function<void()> wake) : most_(queue_bytes), wake_(std::move(wake))
{
}

void WebSocket::send(Message message)
{
    const std::lock_guard lock{mutex_};
    if (ended_ || closing_ || overflow_) return;
    bytes_ += message->size();
    if (bytes_ > most_) {
        queue_ = {};
        overflow_ = true;
        wake_();
        return;
    }
    queue_.push_back(std::move(message));
    if (!std::exchange(awake_, true)) wake_();
}

void WebSocket::close(std::uint16_t code, std::string_view reason)
{
    const std::lock_guard lock{mutex_};
    if (ended_ || closing_) return;
    closing_ = Closing{code, std::string(reason)};
    queue_ = {};
    awake_ = true;
    wake_();
}

WebSocket::Work WebSocket::take()
{
    const std::lock_guard lock{mutex_};
    Work work{.messages = {}, .closing = closing_, .overflow = overflow_};
    work.messages.swap(queue_);
    if (work.messages.empty() && !closing_ && !overflow_) awake_ = false;
    return work;
}

void WebSocket::written(std::size_t bytes)
{
    const std::lock_guard lock{mutex_};
    bytes_ -= bytes;
}

bool WebSocket::urgent() const
{
    const std::lock_guard lock{mutex_};
    return closing_ || overflow_;
}

void WebSocket::end() noexcept
{
    const std::lock_guard lock{mutex_};
    ended_ = true;
    queue_ = {};
    wake_ = nullptr;
}

bool asks_for_websocket(const Request& request) noexcept
{
    return request.method == Method::get && names(request.headers.get("Connection"), "upgrade") &&
           names(request.headers.get("Upgrade"), "websocket");
}

std::optional<Response> refuse_handshake(const Request& request)
{
    const auto& headers = request.headers;
    if (headers.get("Sec-WebSocket-Version") != "13") {
        auto response = json_error(426, "This server speaks version 13 of the WebSocket protocol");
        response.headers.set("Upgrade", "websocket");
        response.headers.set("Sec-WebSocket-Version", "13");
        return response;
    }
    if (headers.count("Sec-WebSocket-Key") != 1 || !is_key(headers.get("Sec-WebSocket-Key")))
        return json_error(400, "Sec-WebSocket-Key must be 16 bytes in base64");
    return std::nullopt;
}

std::string_view offered_subprotocol(const Request& request) noexcept
{
    const auto offered = request.headers.get("Sec-WebSocket-Protocol");
    return text::trim(offered.substr(0, offered.find(',')));
}

} // namespace rounds::http
