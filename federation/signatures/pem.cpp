#include "federation/signatures/pem.hpp"

#include "storage/base/crypto.hpp"

#include <fmt/format.h>

namespace rounds::signatures {
namespace {

constexpr std::size_t longest = 16 * 1024;
constexpr std::size_t line_length = 64;
constexpr std::string_view begin_mark = "-----BEGIN ";
constexpr std::string_view end_mark = "-----END ";
constexpr std::string_view dashes = "-----";

} // namespace

std::optional<PemBlock> first_pem_block(std::string_view text)
{
    if (text.size() > longest) return std::nullopt;
    const auto begin = text.find(begin_mark);
    if (begin == std::string_view::npos) return std::nullopt;
    text.remove_prefix(begin + begin_mark.size());
    const auto label_end = text.find(dashes);
    if (label_end == std::string_view::npos) return std::nullopt;
    const auto label = text.substr(0, label_end);
    text.remove_prefix(label_end + dashes.size());
    const auto end = text.find(fmt::format("{}{}{}", end_mark, label, dashes));
    if (end == std::string_view::npos) return std::nullopt;
    std::string body;
    for (const char c : text.substr(0, end))
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n') body += c;
    auto der = crypto::from_base64(body);
    if (!der || der->empty()) return std::nullopt;
    return PemBlock{std::string(label), std::move(*der)};
}

std::string pem_block(std::string_view label, std::string_view der)
{
    const auto body = crypto::to_base64(der);
    auto out = fmt::format("{}{}{}\n", begin_mark, label, dashes);
    for (std::size_t at = 0; at < body.size(); at += line_length) {
        out += body.substr(at, line_length);
        out += '\n';
    }
    return out + fmt::format("{}{}{}\n", end_mark, label, dashes);
}

} // namespace rounds::signatures
