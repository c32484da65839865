#include "server/knowledge/calendar.hpp"

#include "server/knowledge/chats.hpp"
#include "server/knowledge/summaries.hpp"
#include "server/social/text/markdown.hpp"
#include "server/social/text/sanitize.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace rounds::knowledge {
namespace {

constexpr std::size_t longest_line = 75; // RFC 5545 section 3.1, octets without the line end

bool continues_character(char c) noexcept
{
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// 20261118T020000Z
std::string stamp(Time time)
{
    auto text = to_iso8601(time).substr(0, 19) + 'Z';
    std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
    return text;
}

std::string description(const storage::Chat& chat)
{
    std::string text = when_text(chat) + '\n';
    if (const auto said = text::to_plain_text(text::markdown_to_html(chat.description)); !said.empty())
        text += said + '\n';
    return text + fmt::format("{}\n#{}", chat.uri, chat.hashtag);
}

void add_event(std::string& out, const social::Urls& urls, const storage::Chat& chat)
{
    const auto line = [&](std::string_view name, std::string_view value) {
        out += folded(fmt::format("{}{}", name, value));
    };
    line("BEGIN:", "VEVENT");
    line("UID:", fmt::format("chat-{}@{}", to_string(chat.id), urls.domain()));
    // Without METHOD this is when the event was last revised.
    line("DTSTAMP:", stamp(chat.updated_at));
    line("CREATED:", stamp(chat.created_at));
    line("LAST-MODIFIED:", stamp(chat.updated_at));
    line("SEQUENCE:", std::to_string(chat.sequence));
    line("STATUS:", chat.state == "cancelled" ? "CANCELLED" : "CONFIRMED");
    line("DTSTART:", stamp(chat.starts_at));
    line("DTEND:", stamp(chat.ends_at));
    line("SUMMARY:", escaped(chat.title));
    line("DESCRIPTION:", escaped(description(chat)));
    line("LOCATION:", escaped(urls.chat(chat.id)));
    line("URL:", urls.chat(chat.id));
    line("CATEGORIES:", escaped(chat.hashtag));
    // Nobody is busy because others talk.
    line("TRANSP:", "TRANSPARENT");
    line("END:", "VEVENT");
}

} // namespace

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '\\' || c == ';' || c == ',')
            out.append(1, '\\').append(1, c);
        else if (c == '\n')
            out += "\\n";
        else if (static_cast<unsigned char>(c) >= 0x20U && c != 0x7F)
            out += c;
    }
    return out;
}

std::string folded(std::string_view line)
{
    std::string out;
    auto room = longest_line;
    while (line.size() > room) {
        auto cut = room;
        while (cut > 0 && continues_character(line[cut])) --cut;
        out.append(line.substr(0, cut)).append("\r\n ");
        line.remove_prefix(cut);
        room = longest_line - 1; // the blank counts
    }
    return out.append(line).append("\r\n");
}

std::string calendar(const social::Urls& urls, std::string_view name, const std::vector<storage::Chat>& chats)
{
    std::string out = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n";
    out += folded(fmt::format("PRODID:-//{}//Rounds//EN", escaped(urls.domain())));
    out += "CALSCALE:GREGORIAN\r\n";
    // RFC 7986 and the older name that most programs read.
    out += folded(fmt::format("NAME:{}", escaped(name)));
    out += folded(fmt::format("X-WR-CALNAME:{}", escaped(name)));
    out += "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n";
    for (const auto& chat : chats) add_event(out, urls, chat);
    return out + "END:VCALENDAR\r\n";
}

} // namespace rounds::knowledge
