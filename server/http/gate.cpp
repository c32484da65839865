#include "server/http/gate.hpp"

#include "storage/base/text.hpp"

#include <algorithm>

namespace rounds::http {
namespace {

struct Framing
{
    std::string_view host;
    std::string_view content_length;
    std::string_view transfer_encoding;
    std::size_t hosts = 0;
    std::size_t content_lengths = 0;
    std::size_t transfer_encodings = 0;
};

Framing framing_of(const Headers& headers) noexcept
{
    Framing found;
    for (const auto& [name, value] : headers.entries()) {
        if (name.size() == 4 && text::iequals(name, "Host")) {
            found.host = value;
            ++found.hosts;
        } else if (name.size() == 14 && text::iequals(name, "Content-Length")) {
            found.content_length = value;
            ++found.content_lengths;
        } else if (name.size() == 17 && text::iequals(name, "Transfer-Encoding")) {
            found.transfer_encoding = value;
            ++found.transfer_encodings;
        }
    }
    return found;
}

bool digits_only(std::string_view text) noexcept
{
    return !text.empty() && text.size() <= 18 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Origin form only (RFC 9112 section 3.2.1): "//host" and "http://host" would let two readers see two hosts.
bool target_is_plain(std::string_view target) noexcept
{
    if (!target.starts_with('/') || target.starts_with("//")) return false;
    return std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7f && c != '#' && c != '\\'; });
}

bool host_is_plain(std::string_view host) noexcept
{
    if (host.empty() || host.size() > 262) return false;
    return std::ranges::all_of(host, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
               c == '_' || c == ':' || c == '[' || c == ']';
    });
}

std::optional<Refusal> check_framing(const Framing& framing, unsigned version) noexcept
{
    if (framing.transfer_encodings > 0) {
        if (version < 11) return Refusal{400, "Transfer-Encoding needs HTTP/1.1"};
        if (framing.transfer_encodings > 1 || framing.transfer_encoding != "chunked")
            return Refusal{400, "The only transfer coding taken is chunked"};
        if (framing.content_lengths > 0) return Refusal{400, "Transfer-Encoding and Content-Length exclude each other"};
    }
    if (framing.content_lengths > 1) return Refusal{400, "Content-Length is given twice"};
    if (framing.content_lengths == 1 && !digits_only(framing.content_length))
        return Refusal{400, "Content-Length is not a number"};
    return std::nullopt;
}

} // namespace

HeaderScan::State HeaderScan::scan(std::string_view bytes) noexcept
{
    for (; at_ < bytes.size(); ++at_) {
        const auto c = static_cast<unsigned char>(bytes[at_]);
        if (after_cr_) {
            if (c != '\n') return State::bad;
            after_cr_ = false;
            if (line_length_ == 0) {
                ++at_;
                return lines_ == 0 ? State::bad : State::complete;
            }
            line_length_ = 0;
            ++lines_;
        } else if (c == '\r') {
            after_cr_ = true;
        } else {
            if ((c < 0x20 && c != '\t') || c == 0x7f) return State::bad;
            if (line_length_ == 0 && (c == ' ' || c == '\t')) return State::bad;
            ++line_length_;
        }
    }
    return State::more;
}

HostNames::HostNames(const std::vector<std::string>& names)
{
    for (const auto& name : names) names_.push_back(text::to_lower(name));
}

bool HostNames::contains(std::string_view host, bool secure) const
{
    const std::string_view default_port = secure ? ":443" : ":80";
    const auto bare = host.ends_with(default_port) ? host.substr(0, host.size() - default_port.size()) : host;
    return std::ranges::any_of(names_, [&](const std::string& name) {
        return text::iequals(name, host) || text::iequals(name, bare);
    });
}

std::optional<Refusal>
check_head(const Request& request, unsigned version, const HostNames& hosts, const Limits& limits)
{
    if (request.headers.entries().size() > limits.fields) return Refusal{431, "Too many header fields"};
    const auto framing = framing_of(request.headers);
    if (const auto refusal = check_framing(framing, version)) return refusal;
    if (!target_is_plain(request.target)) return Refusal{400, "The request target must be a path"};
    if (framing.hosts != 1 || !host_is_plain(framing.host)) return Refusal{400, "Exactly one Host is needed"};
    if (!hosts.contains(framing.host, request.secure)) return Refusal{421, "This server does not answer for that host"};
    return std::nullopt;
}

} // namespace rounds::http
