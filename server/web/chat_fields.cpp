#include "server/web/chat_fields.hpp"

#include "server/knowledge/recurrence.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace rounds::web {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_lines = 20;
constexpr std::size_t spare_lines = 3;
constexpr long long longest_chat = 14LL * 24 * 60;

std::optional<std::chrono::minutes> time_of_day(std::string_view text)
{
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hour = text::parse_int(text.substr(0, 2));
    const auto minute = text::parse_int(text.substr(3));
    if (!hour || !minute || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59) return std::nullopt;
    return std::chrono::minutes(*hour * 60 + *minute);
}

std::optional<long long> number_in(std::string_view text, long long least, long long most)
{
    const auto number = text::parse_int(text);
    if (!number || *number < least || *number > most) return std::nullopt;
    return number;
}

/// Nothing: as the network has it.
std::optional<std::vector<std::string>> reminders_in(std::string_view text)
{
    std::vector<std::string> found;
    for (const auto word : text::split(text, ' '))
        if (!word.empty()) found.emplace_back(word);
    if (found.empty()) return std::nullopt;
    if (found.size() == 1 && found.front() == "-") found.clear();
    return found;
}

/// Lines with a text, in their order; false when a minute cannot be read.
template <class Prompts> bool read_prompts(const ChatFields& fields, Prompts& prompts)
{
    for (const auto& line : fields.prompts) {
        if (line.content.empty()) continue;
        const auto minute = number_in(line.minute, 0, longest_chat);
        if (!minute) return false;
        prompts.push_back({line.content, std::chrono::minutes(*minute)});
    }
    return !prompts.empty();
}

template <class Form> std::string_view read_shared(const ChatFields& fields, Form& form)
{
    form.title = fields.title;
    form.description = fields.description;
    form.hashtag = fields.hashtag;
    form.timezone = fields.timezone;
    form.reminders = reminders_in(fields.reminders);
    if (!knowledge::is_timezone(fields.timezone)) return "timezone";
    return read_prompts(fields, form.prompts) ? "" : "prompts";
}

} // namespace

ChatFields fields_in(const http::Params& params)
{
    ChatFields fields;
    const auto take = [&](std::string_view key, std::string& into) { into = params.text_or(key, into); };
    take("title", fields.title);
    take("description", fields.description);
    take("hashtag", fields.hashtag);
    take("date", fields.date);
    take("time", fields.time);
    take("minutes", fields.minutes);
    take("timezone", fields.timezone);
    take("rule", fields.rule);
    take("until", fields.until);
    take("ahead", fields.ahead);
    take("closing", fields.closing);
    take("tail_hours", fields.tail_hours);
    take("reminders", fields.reminders);
    take("guests", fields.guests);
    // Each line by its number: an empty field is sent too, and must not shift the others.
    for (std::size_t line = 1; line <= most_lines; ++line) {
        const auto content = params.text_or(fmt::format("prompt_{}", line), "");
        const auto minute = params.text_or(fmt::format("minute_{}", line), "");
        if (!content.empty() || !minute.empty()) fields.prompts.push_back({minute, content});
    }
    return fields;
}

ChatFields fields_of(const storage::Chat& chat, const std::vector<storage::Prompt>& prompts, const std::string& guests)
{
    ChatFields fields;
    fields.title = chat.title;
    fields.description = chat.description;
    fields.hashtag = chat.hashtag;
    const auto date = knowledge::date_in(chat.starts_at, chat.timezone);
    const auto of_day = std::chrono::duration_cast<std::chrono::minutes>(
                            chat.starts_at - knowledge::moment_of(date, 0min, chat.timezone)
    )
                            .count();
    fields.date = knowledge::to_text(date);
    fields.time = fmt::format("{:02}:{:02}", of_day / 60 % 24, of_day % 60);
    const auto length = std::chrono::duration_cast<std::chrono::minutes>(chat.ends_at - chat.starts_at);
    fields.minutes = std::to_string(length.count());
    fields.timezone = chat.timezone;
    fields.closing = chat.closing;
    fields.tail_hours = std::to_string(chat.tail_hours);
    if (chat.reminders) fields.reminders = chat.reminders->empty() ? "-" : text::join(*chat.reminders, " ");
    fields.guests = guests;
    for (const auto& prompt : prompts) {
        const auto minute = std::chrono::duration_cast<std::chrono::minutes>(prompt.due_at - chat.starts_at);
        fields.prompts.push_back({std::to_string(minute.count()), prompt.content});
    }
    return fields;
}

std::string_view read_fields(const ChatFields& fields, knowledge::ChatForm& form)
{
    if (const auto wrong = read_shared(fields, form); !wrong.empty()) return wrong;
    const auto date = knowledge::parse_date(fields.date);
    const auto time = time_of_day(fields.time);
    if (!date || !time) return "starts_at";
    const auto minutes = number_in(fields.minutes, 1, longest_chat);
    if (!minutes) return "ends_at";
    form.starts_at = knowledge::moment_of(*date, *time, fields.timezone);
    form.ends_at = form.starts_at + std::chrono::minutes(*minutes);
    const auto hours = number_in(fields.tail_hours, 0, 168);
    if (!hours) return "tail_hours";
    form.tail_hours = static_cast<int>(*hours);
    form.closing = fields.closing;
    return {};
}

std::string_view read_fields(const ChatFields& fields, storage::ChatSeries& series)
{
    if (const auto wrong = read_shared(fields, series); !wrong.empty()) return wrong;
    const auto date = knowledge::parse_date(fields.date);
    const auto time = time_of_day(fields.time);
    if (!date || !time) return "starts_at";
    series.from = *date;
    series.starts = *time;
    const auto minutes = number_in(fields.minutes, 1, 24LL * 60);
    if (!minutes) return "ends_at";
    series.length = std::chrono::minutes(*minutes);
    series.rule = fields.rule;
    if (!fields.until.empty()) {
        series.until = knowledge::parse_date(fields.until);
        if (!series.until) return "until";
    }
    const auto ahead = number_in(fields.ahead, 1, 12);
    if (!ahead) return "ahead";
    series.ahead = static_cast<int>(*ahead);
    return {};
}

std::vector<NamedGuest> guests_in(std::string_view text)
{
    std::vector<NamedGuest> guests;
    for (const auto line : text::split(text, '\n')) {
        const auto trimmed = text::trim(line);
        if (trimmed.empty()) continue;
        const auto colon = trimmed.find(':');
        auto name = std::string(text::trim(trimmed.substr(0, colon)));
        if (name.starts_with('@')) name.erase(0, 1);
        std::string interests;
        if (colon != std::string_view::npos) interests = text::trim(trimmed.substr(colon + 1));
        guests.push_back({std::move(name), std::move(interests)});
    }
    return guests;
}

json::object field_values(const ChatFields& fields, std::string_view wrong, Language language)
{
    json::object values{
        {"title", fields.title},
        {"description", fields.description},
        {"hashtag", fields.hashtag},
        {"date", fields.date},
        {"time", fields.time},
        {"minutes", fields.minutes},
        {"timezone", fields.timezone},
        {"rule", fields.rule},
        {"until", fields.until},
        {"ahead", fields.ahead},
        {"closing", fields.closing},
        {"tail_hours", fields.tail_hours},
        {"reminders", fields.reminders},
        {"guests", fields.guests},
    };
    json::array lines;
    const auto count = std::min(most_lines, std::max<std::size_t>(fields.prompts.size() + spare_lines, 6));
    for (std::size_t line = 0; line < count; ++line) {
        const bool there = line < fields.prompts.size();
        lines.push_back(json::object{
            {"number", std::to_string(line + 1)},
            {"minute", there ? fields.prompts[line].minute : std::string{}},
            {"content", there ? fields.prompts[line].content : std::string{}}
        });
    }
    values["prompts"] = std::move(lines);
    static const std::set<std::string_view> named{
        "title",
        "description",
        "hashtag",
        "starts_at",
        "ends_at",
        "timezone",
        "prompts",
        "people",
        "closing",
        "rule",
        "until",
        "reminders",
        "tail_hours",
        "ahead"
    };
    values["problem"] = "";
    if (wrong == "starts" || wrong == "from") wrong = "starts_at";
    if (wrong == "minutes") wrong = "ends_at";
    if (!wrong.empty()) {
        const std::string key = named.contains(wrong) ? std::string(wrong) : "title";
        values["problem"] = word(language, "wrong_" + key);
    }
    return values;
}

std::vector<std::string> texts_of(const ChatFields& fields)
{
    std::vector<std::string> texts{fields.title, fields.description, fields.closing};
    for (const auto& prompt : fields.prompts) texts.push_back(prompt.content);
    return texts;
}

} // namespace rounds::web
