#include "server/knowledge/series.hpp"

#include "server/knowledge/event_post.hpp"
#include "server/knowledge/networks.hpp"
#include "server/knowledge/recurrence.hpp"
#include "storage/base/log.hpp"
#include "storage/chat_series.hpp"
#include "storage/networks.hpp"

#include <fmt/format.h>

namespace rounds::knowledge {
namespace {

using namespace std::chrono_literals;

constexpr int most_ahead = 12;
constexpr std::size_t longest_rule = 100;

ChatForm form_of(const ChatSeries& series, std::chrono::year_month_day date)
{
    ChatForm form;
    form.title = series.title;
    form.description = series.description;
    form.hashtag = series.hashtag;
    form.timezone = series.timezone;
    form.reminders = series.reminders;
    form.starts_at = moment_of(date, series.starts, series.timezone);
    form.ends_at = form.starts_at + series.length;
    for (const auto& prompt : series.prompts) form.prompts.push_back({prompt.content, prompt.offset});
    return form;
}

/// The first date whose chat still lies ahead.
std::optional<std::chrono::year_month_day> next_of(
    const ChatSeries& series,
    const Recurrence& recurrence,
    const std::optional<std::chrono::year_month_day>& last,
    Time now
)
{
    auto after = last;
    // What was missed while nothing ran is not made up for.
    const auto yesterday =
        std::chrono::year_month_day{std::chrono::sys_days{date_in(now, series.timezone)} - std::chrono::days{1}};
    if (!after || std::chrono::sys_days{*after} < std::chrono::sys_days{yesterday}) after = yesterday;
    auto date = next_date(recurrence, series.from, after);
    while (date && moment_of(*date, series.starts, series.timezone) <= now)
        date = next_date(recurrence, series.from, *date);
    if (date && series.until && std::chrono::sys_days{*date} > std::chrono::sys_days{*series.until})
        return std::nullopt;
    return date;
}

/// Plans chats until enough lie ahead, and says when to look again.
std::size_t fill(Transaction& tx, const social::Urls& urls, ChatSeries& series, Time now)
{
    const auto recurrence = parse_recurrence(series.rule);
    if (!recurrence) throw std::logic_error("a series was kept with a rule that cannot be read");
    auto planned = storage::chat_series::planned(tx, series.id, now);
    std::size_t made = 0;
    bool over = false;
    while (!over && planned.waiting < series.ahead) {
        const auto date = next_of(series, *recurrence, planned.last, now);
        over = !date;
        if (over) break;
        const auto chat = plan_chat(tx, urls, series.created_by, series.network, form_of(series, *date), now);
        if (!chat) {
            log::error("series {}: no chat could be planned: {}", to_string(series.id), chat.error().message());
            over = true;
            break;
        }
        storage::chat_series::add_date(tx, series.id, *date, chat->id);
        planned.last = date;
        planned.waiting += 1;
        if (!planned.next) planned.next = chat->starts_at;
        ++made;
    }
    // The next place is free when the next chat starts.
    series.fill_at = over ? std::nullopt : planned.next;
    storage::chat_series::update(tx, series);
    return made;
}

} // namespace

std::string_view wrong_field(const ChatSeries& series)
{
    if (series.rule.size() > longest_rule || !parse_recurrence(series.rule)) return "rule";
    if (series.starts < 0min || series.starts >= 24h) return "starts";
    if (series.length < 1min || series.length > 24h) return "minutes";
    if (!is_timezone(series.timezone)) return "timezone";
    if (!series.from.ok()) return "from";
    if (series.until &&
        (!series.until->ok() || std::chrono::sys_days{*series.until} < std::chrono::sys_days{series.from}))
        return "until";
    if (series.ahead < 1 || series.ahead > most_ahead) return "ahead";
    // The rest is judged as that of a chat.
    return wrong_field(form_of(series, series.from), moment_of(series.from, series.starts, series.timezone));
}

result<ChatSeries>
start_series(Transaction& tx, const social::Urls& urls, const Account& by, NetworkId id, ChatSeries series, Time now)
{
    const auto network = storage::networks::find(tx, id);
    if (!network) return network.error();
    if (!may_host(tx, *network, by.id)) return errc::forbidden;
    if (!wrong_field(series).empty()) return errc::invalid_argument;
    series.network = id;
    series.created_by = by.id;
    if (series.hashtag.empty()) series.hashtag = network->hashtag;
    if (series.hashtag.starts_with('#')) series.hashtag.erase(0, 1);
    series.id = storage::chat_series::create(tx, series);
    if (fill(tx, urls, series, now) == 0) return errc::invalid_argument;
    return storage::chat_series::find(tx, series.id);
}

result<ChatSeries> end_series(Transaction& tx, const Account& by, SeriesId id, Time now)
{
    auto series = storage::chat_series::lock(tx, id);
    if (!series) return series.error();
    const auto network = storage::networks::find(tx, series->network);
    if (!network) return network.error();
    if (!may_host(tx, *network, by.id)) return errc::forbidden;
    if (series->ended_at) return errc::invalid_argument;
    series->ended_at = now;
    series->fill_at.reset();
    storage::chat_series::update(tx, *series);
    return series;
}

std::size_t fill_series(Transaction& tx, const social::Urls& urls, Time now)
{
    std::size_t made = 0;
    for (auto& series : storage::chat_series::due(tx, now)) made += fill(tx, urls, series, now);
    return made;
}

std::string series_text(const ChatSeries& series, std::string_view language)
{
    const auto recurrence = parse_recurrence(series.rule);
    if (!recurrence) throw std::logic_error("a series was kept with a rule that cannot be read");
    return fmt::format(
        "{}, {:02}:{:02} ({})",
        to_text(*recurrence, language),
        series.starts.count() / 60,
        series.starts.count() % 60,
        series.timezone
    );
}

} // namespace rounds::knowledge
