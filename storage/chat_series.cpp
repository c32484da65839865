#include "storage/chat_series.hpp"

#include "storage/base/json.hpp"
#include "storage/base/text.hpp"
#include "storage/columns.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/core.h>
#include <stdexcept>

namespace rounds::storage::chat_series {
namespace {

using std::chrono::year_month_day;

constexpr SqlText columns{
    "s.id, s.network_id, s.title, s.description, s.hashtag, s.rule, s.starts_minute, s.length_minutes, s.timezone,"
    " s.from_date::text, s.until_date::text, s.prompts, s.reminders, s.ahead, s.created_by, s.fill_at, s.ended_at, "
    "s.created_at"
};

std::string date_text(year_month_day date)
{
    return fmt::format(
        "{:04}-{:02}-{:02}",
        static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day())
    );
}

std::optional<std::string> text_or_none(const std::optional<year_month_day>& date)
{
    if (!date) return std::nullopt;
    return date_text(*date);
}

year_month_day date_of(std::string_view text)
{
    const auto time = parse_iso8601(std::string(text) + "T00:00:00Z");
    if (!time) throw std::runtime_error("a date of a series cannot be read");
    return year_month_day{std::chrono::floor<std::chrono::days>(*time)};
}

std::optional<year_month_day> date_or_none(const std::optional<std::string>& text)
{
    if (!text) return std::nullopt;
    return date_of(*text);
}

std::string to_json(const std::vector<ChatSeries::Prompt>& prompts)
{
    json::array all;
    for (const auto& prompt : prompts)
        all.push_back(json::object{{"content", prompt.content}, {"offset_s", prompt.offset.count()}});
    return json::serialize(all);
}

std::vector<ChatSeries::Prompt> prompts_of(std::string_view text)
{
    std::vector<ChatSeries::Prompt> prompts;
    const auto all = json::parse(text);
    for (const auto& one : all.as_array())
        prompts.push_back(
            {.content = std::string(one.at("content").as_string()),
             .offset = std::chrono::seconds(one.at("offset_s").as_int64())}
        );
    return prompts;
}

ChatSeries read_series(const Row& row)
{
    ColumnReader in(row);
    ChatSeries series;
    series.id = in.next<SeriesId>();
    series.network = in.next<NetworkId>();
    series.title = in.next<std::string>();
    series.description = in.next<std::string>();
    series.hashtag = in.next<std::string>();
    series.rule = in.next<std::string>();
    series.starts = std::chrono::minutes(in.next<int>());
    series.length = std::chrono::minutes(in.next<int>());
    series.timezone = in.next<std::string>();
    series.from = date_of(in.next<std::string>());
    series.until = date_or_none(in.next<std::optional<std::string>>());
    series.prompts = prompts_of(in.next<std::string>());
    series.reminders = in.next<std::optional<std::vector<std::string>>>();
    series.ahead = in.next<int>();
    series.created_by = in.next<AccountId>();
    series.fill_at = in.next<std::optional<Time>>();
    series.ended_at = in.next<std::optional<Time>>();
    series.created_at = in.next<Time>();
    return series;
}

std::vector<ChatSeries> read_all(const Rows& rows)
{
    std::vector<ChatSeries> found;
    for (const auto row : rows) found.push_back(read_series(row));
    return found;
}

const Statement create_sql{"chat_series.create", R"(
    INSERT INTO chat_series (network_id, title, description, hashtag, rule, starts_minute, length_minutes, timezone,
        from_date, until_date, prompts, ahead, created_by, fill_at, reminders)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::date, $10::date, $11::jsonb, $12, $13, $14, $15::text[])
    RETURNING id)"};

constexpr auto find_text = "SELECT " + columns + " FROM chat_series s WHERE s.id = $1";
const Statement find_sql{"chat_series.find", find_text.c_str()};

constexpr auto lock_text = "SELECT " + columns + " FROM chat_series s WHERE s.id = $1 FOR UPDATE";
const Statement lock_sql{"chat_series.lock", lock_text.c_str()};

constexpr auto list_text =
    "SELECT " + columns + " FROM chat_series s WHERE s.network_id = $1 ORDER BY s.id DESC LIMIT $2";
const Statement list_sql{"chat_series.list", list_text.c_str()};

const Statement update_sql{"chat_series.update", "UPDATE chat_series SET fill_at = $2, ended_at = $3 WHERE id = $1"};

constexpr auto due_text = "SELECT " + columns + R"(
    FROM chat_series s WHERE s.fill_at <= $1 ORDER BY s.fill_at LIMIT 5 FOR UPDATE SKIP LOCKED)";
const Statement due_sql{"chat_series.due", due_text.c_str()};

const Statement add_date_sql{"chat_series.add_date", R"(
    INSERT INTO chat_series_dates (series_id, held_on, chat_id) VALUES ($1, $2::date, $3))"};

const Statement planned_sql{"chat_series.planned", R"(
    SELECT max(d.held_on)::text AS last,
        count(*) FILTER (WHERE c.state = 'scheduled' AND c.starts_at > $2) AS waiting,
        min(c.starts_at) FILTER (WHERE c.state = 'scheduled' AND c.starts_at > $2) AS next
    FROM chat_series_dates d JOIN chats c ON c.id = d.chat_id
    WHERE d.series_id = $1)"};

} // namespace

SeriesId create(Transaction& tx, const ChatSeries& series)
{
    const auto rows = tx.exec(
        create_sql,
        series.network,
        series.title,
        series.description,
        series.hashtag,
        series.rule,
        static_cast<int>(series.starts.count()),
        static_cast<int>(series.length.count()),
        series.timezone,
        date_text(series.from),
        text_or_none(series.until),
        to_json(series.prompts),
        series.ahead,
        series.created_by,
        series.fill_at,
        series.reminders
    );
    return rows.front().get<SeriesId>("id");
}

result<ChatSeries> find(Transaction& tx, SeriesId id)
{
    const auto rows = tx.exec(find_sql, id);
    if (rows.empty()) return errc::not_found;
    return read_series(rows.front());
}

result<ChatSeries> lock(Transaction& tx, SeriesId id)
{
    const auto rows = tx.exec(lock_sql, id);
    if (rows.empty()) return errc::not_found;
    return read_series(rows.front());
}

std::vector<ChatSeries> list(Transaction& tx, NetworkId network, int limit)
{
    return read_all(tx.exec(list_sql, network, limit));
}

void update(Transaction& tx, const ChatSeries& series)
{
    tx.exec(update_sql, series.id, series.fill_at, series.ended_at);
}

std::vector<ChatSeries> due(Transaction& tx, Time now)
{
    return read_all(tx.exec(due_sql, now));
}

void add_date(Transaction& tx, SeriesId series, year_month_day date, ChatId chat)
{
    tx.exec(add_date_sql, series, date_text(date), chat);
}

Planned planned(Transaction& tx, SeriesId series, Time now)
{
    const auto row = tx.exec(planned_sql, series, now).front();
    return {
        .last = date_or_none(row.get<std::optional<std::string>>("last")),
        .waiting = row.get<int>("waiting"),
        .next = row.get<std::optional<Time>>("next")
    };
}

} // namespace rounds::storage::chat_series
