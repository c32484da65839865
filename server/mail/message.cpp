#include "server/mail/message.hpp"

#include "storage/base/crypto.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace rounds::mail {
namespace {

constexpr std::size_t longest_line = 76;

std::string clean(std::string_view text)
{
    std::string out(text);
    for (auto& c : out)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    return out;
}

bool plain(std::string_view text) noexcept
{
    return text.find("=?") == std::string_view::npos &&
           std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

/// Encoded words of at most 75 bytes, none of which cuts a character in two.
std::string encoded_words(std::string_view text)
{
    constexpr std::size_t piece = 36; // 48 bytes of base64: with its frame and the header's name below 76
    std::string out;
    while (!text.empty()) {
        std::size_t size = std::min(piece, text.size());
        while (size < text.size() && size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80U) --size;
        if (!out.empty()) out += "\r\n ";
        out += "=?UTF-8?B?" + crypto::to_base64(text.substr(0, size)) + "?=";
        text.remove_prefix(size);
    }
    return out;
}

std::string header_text(std::string_view given)
{
    const auto text = clean(given);
    return plain(text) && text.size() < longest_line - 10 ? text : encoded_words(text);
}

std::string mailbox(const Sender& sender)
{
    const auto name = clean(sender.name);
    if (name.empty()) return '<' + clean(sender.address) + '>';
    std::string shown = encoded_words(name);
    if (plain(name) && name.size() < 50) {
        shown = "\"";
        for (const char c : name) {
            if (c == '"' || c == '\\') shown += '\\';
            shown += c;
        }
        shown += '"';
    }
    return shown + " <" + clean(sender.address) + '>';
}

std::string quoted_printable(std::string_view text)
{
    std::string out;
    std::size_t column = 0;
    const auto put = [&](std::string_view token) {
        if (column + token.size() > longest_line - 1) {
            out += "=\r\n";
            column = 0;
        }
        out += token;
        column += token.size();
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\r') continue;
        if (c == '\n') {
            out += "\r\n";
            column = 0;
            continue;
        }
        const bool last = i + 1 == text.size() || text[i + 1] == '\n' || text[i + 1] == '\r';
        const bool blank_at_end = (c == ' ' || c == '\t') && last;
        // A lone "." would end the message, "From " begin another one in some mailboxes.
        const bool risky = column == 0 && (c == '.' || c == 'F');
        if (c == '\t' ? !blank_at_end : c >= 0x20 && c < 0x7f && c != '=' && !blank_at_end && !risky)
            put(std::string_view(&c, 1));
        else
            put(fmt::format("={:02X}", static_cast<unsigned char>(c)));
    }
    return out;
}

} // namespace

std::string compose(const Mail& mail, const Sender& sender, std::string_view id, Time now)
{
    const auto at = sender.address.find('@');
    const auto host = at == std::string::npos ? std::string{"localhost"} : sender.address.substr(at + 1);
    auto date = to_http_date(now);
    if (date.ends_with("GMT")) date.replace(date.size() - 3, 3, "+0000"); // RFC 5322 section 3.3
    std::string out;
    out += "Date: " + date + "\r\n";
    out += "From: " + mailbox(sender) + "\r\n";
    out += "To: <" + clean(mail.to) + ">\r\n";
    out += "Subject: " + header_text(mail.subject) + "\r\n";
    out += fmt::format("Message-ID: <{}@{}>\r\n", clean(id), clean(host));
    out += "Auto-Submitted: auto-generated\r\n"; // RFC 3834: no answers of absence
    out += "MIME-Version: 1.0\r\n";
    out += "Content-Type: text/plain; charset=utf-8\r\n";
    out += "Content-Transfer-Encoding: quoted-printable\r\n";
    out += "\r\n";
    out += quoted_printable(mail.body);
    if (!out.ends_with("\r\n")) out += "\r\n";
    return out;
}

} // namespace rounds::mail
