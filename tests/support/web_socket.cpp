#include "tests/support/web_socket.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <stdexcept>

namespace rounds::test {
namespace {

constexpr std::string_view mask{"\x37\xfa\x21\x3d", 4};

void append_number(std::string& out, std::size_t number, int bytes)
{
    for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(number >> (8 * i));
}

std::size_t number_at(std::string_view bytes, std::size_t at, std::size_t size)
{
    std::size_t number = 0;
    for (std::size_t i = at; i < at + size; ++i) number = number << 8U | static_cast<unsigned char>(bytes[i]);
    return number;
}

/// A frame of a server (not masked) at the start of `bytes`, taken off; nothing when it is not complete.
std::optional<Frame> take_frame(std::string& bytes)
{
    if (bytes.size() < 2) return std::nullopt;
    const auto first = static_cast<unsigned char>(bytes[0]);
    const auto second = static_cast<unsigned char>(bytes[1]);
    std::size_t head = 2;
    std::size_t size = second & 0x7fU;
    const std::size_t extra = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (bytes.size() < head + extra) return std::nullopt;
    if (extra > 0) size = number_at(bytes, head, extra);
    head += extra;
    if (bytes.size() < head + size) return std::nullopt;
    Frame frame;
    frame.fin = (first & 0x80U) != 0;
    frame.reserved = (first >> 4U) & 7U;
    frame.opcode = first & 0xfU;
    frame.masked = (second & 0x80U) != 0;
    frame.payload = bytes.substr(head, size);
    bytes.erase(0, head + size);
    return frame;
}

std::string stream_of(const json::value& event)
{
    const auto* names = event.as_object().if_contains("stream");
    return names == nullptr ? std::string{} : std::string(names->at(0).as_string());
}

} // namespace

std::string Frame::bytes() const
{
    std::string out;
    out += static_cast<char>((fin ? 0x80U : 0U) | reserved << 4U | opcode);
    const unsigned mask_bit = masked ? 0x80U : 0U;
    if (payload.size() < 126) {
        out += static_cast<char>(mask_bit | payload.size());
    } else if (payload.size() < 65536) {
        out += static_cast<char>(mask_bit | 126U);
        append_number(out, payload.size(), 2);
    } else {
        out += static_cast<char>(mask_bit | 127U);
        append_number(out, payload.size(), 8);
    }
    if (!masked) return out + payload;
    out += mask;
    for (std::size_t i = 0; i < payload.size(); ++i) out += static_cast<char>(payload[i] ^ mask[i % 4]);
    return out;
}

TestSocket::TestSocket(std::uint16_t port, const std::string& target, const std::string& lines, bool tls)
    : client_(port)
{
    if (tls && !client_.start_tls()) throw std::runtime_error("no TLS");
    const std::string usual = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    if (auto answer = client_.ask(raw_request("GET", target, usual + lines))) answer_ = std::move(*answer);
}

bool TestSocket::say(const json::value& message)
{
    return send({.opcode = Frame::text, .payload = json::serialize(message)});
}

std::optional<Frame> TestSocket::read()
{
    while (true) {
        if (auto frame = take_frame(client_.buffered())) return frame;
        if (client_.more() == nullptr) return std::nullopt;
    }
}

/// Text, pong or close.
std::optional<Frame> TestSocket::next_message()
{
    while (auto frame = read()) {
        if (frame->opcode != Frame::ping) return frame;
        send({.opcode = Frame::pong, .payload = frame->payload});
    }
    return std::nullopt;
}

std::optional<std::string> TestSocket::text()
{
    while (auto frame = next_message()) {
        if (frame->opcode == Frame::text) return std::move(frame->payload);
        if (frame->opcode == Frame::close) break;
    }
    return std::nullopt;
}

std::optional<json::value> TestSocket::find(const std::function<bool(const json::value&)>& fits)
{
    for (const auto& message : seen)
        if (fits(message)) return message;
    while (auto next = text()) {
        seen.push_back(json::parse(*next));
        if (fits(seen.back())) return seen.back();
    }
    return std::nullopt;
}

std::optional<json::value> TestSocket::event(std::string_view name, std::string_view stream)
{
    return find([&](const json::value& message) {
        const auto* event = message.as_object().if_contains("event");
        return event != nullptr && std::string_view(event->as_string()) == name &&
               (stream.empty() || stream_of(message) == stream);
    });
}

bool TestSocket::sync()
{
    send({.opcode = Frame::ping, .payload = "sync"});
    while (auto frame = next_message()) {
        if (frame->opcode == Frame::pong && frame->payload == "sync") return true;
        if (frame->opcode == Frame::text) seen.push_back(json::parse(frame->payload));
        if (frame->opcode == Frame::close) return false;
    }
    return false;
}

unsigned TestSocket::close_code()
{
    while (auto frame = next_message()) {
        if (frame->opcode != Frame::close) continue;
        return frame->payload.size() < 2 ? 1005U : static_cast<unsigned>(number_at(frame->payload, 0, 2));
    }
    return 0;
}

json::value payload_of(const json::value& event)
{
    const auto* payload = event.as_object().if_contains("payload");
    if (payload == nullptr) return nullptr;
    boost::system::error_code error;
    auto parsed = json::parse(payload->as_string(), error);
    return error || !parsed.is_object() ? *payload : parsed;
}

} // namespace rounds::test
