#include "storage/pg/value.hpp"

#include "storage/base/crypto.hpp"
#include "storage/pg/bulk.hpp"
#include "storage/pg/connection.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <fmt/core.h>

namespace rounds::storage {
namespace {

std::vector<const Statement*>& registry()
{
    static std::vector<const Statement*> statements;
    return statements;
}

std::vector<const BulkStatement*>& bulk_registry()
{
    static std::vector<const BulkStatement*> statements;
    return statements;
}

template <class T> std::optional<T> number_in(std::string_view text)
{
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Takes the digits at the front of `text` away.
std::optional<int> take_digits(std::string_view& text)
{
    const auto size = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto value = number_in<int>(text.substr(0, size));
    text.remove_prefix(size);
    return value;
}

bool take(std::string_view& text, char c)
{
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
}

/// "2026-11-22"
std::optional<std::chrono::sys_days> take_date(std::string_view& text)
{
    using namespace std::chrono;
    const auto y = take_digits(text);
    if (!y || !take(text, '-')) return std::nullopt;
    const auto m = take_digits(text);
    if (!m || !take(text, '-')) return std::nullopt;
    const auto d = take_digits(text);
    if (!d) return std::nullopt;
    const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
    if (!date.ok()) return std::nullopt;
    return sys_days{date};
}

/// "09:00:00.123456"
std::optional<std::chrono::microseconds> take_time_of_day(std::string_view& text)
{
    using namespace std::chrono;
    const auto h = take_digits(text);
    if (!h || !take(text, ':')) return std::nullopt;
    const auto m = take_digits(text);
    if (!m || !take(text, ':')) return std::nullopt;
    const auto s = take_digits(text);
    if (!s) return std::nullopt;
    microseconds fraction{0};
    if (take(text, '.')) {
        const auto before = text.size();
        const auto digits = take_digits(text);
        if (!digits || before - text.size() > 6) return std::nullopt;
        fraction = microseconds{*digits};
        for (auto count = before - text.size(); count < 6; ++count) fraction *= 10;
    }
    return hours{*h} + minutes{*m} + seconds{*s} + fraction;
}

/// timestamptz, timestamp or date as a session in UTC prints them.
std::optional<Time> time_in(std::string_view text)
{
    const auto date = take_date(text);
    if (!date) return std::nullopt;
    if (text.empty()) return Time{*date};
    if (!take(text, ' ')) return std::nullopt;
    const auto of_day = take_time_of_day(text);
    if (!of_day || (!text.empty() && text != "+00")) return std::nullopt;
    return Time{*date} + *of_day;
}

/// Keywords are written in upper case here (and columns in lower case), so that looking for them is enough.
bool only_reads(std::string_view sql)
{
    const auto begin = std::min(sql.find_first_not_of(" \n"), sql.size());
    const auto body = sql.substr(begin);
    if (!body.starts_with("SELECT") && !body.starts_with("WITH")) return false;
    for (const auto* word :
         {"INSERT", "UPDATE", "DELETE", "FOR SHARE", "FOR KEY", "FOR NO KEY", "pg_advisory", "nextval"})
        if (body.contains(word)) return false;
    return true;
}

/// Takes one element of an array away; nothing when it is NULL or not well formed.
std::optional<std::string> take_element(std::string_view& text)
{
    std::string element;
    if (take(text, '"')) {
        while (!text.empty() && !text.starts_with('"')) {
            take(text, '\\');
            if (text.empty()) return std::nullopt;
            element += text.front();
            text.remove_prefix(1);
        }
        if (!take(text, '"')) return std::nullopt;
        return element;
    }
    const auto size = std::min(text.find_first_of(",}"), text.size());
    element = text.substr(0, size);
    text.remove_prefix(size);
    if (element.empty() || element == "NULL") return std::nullopt;
    return element;
}

/// One-dimensional arrays: {a,"b c"}.
std::optional<std::vector<std::string>> array_in(std::string_view text)
{
    std::vector<std::string> elements;
    if (!take(text, '{')) return std::nullopt;
    if (text == "}") return elements;
    do {
        auto element = take_element(text);
        if (!element) return std::nullopt;
        elements.push_back(std::move(*element));
    } while (take(text, ','));
    if (text != "}") return std::nullopt;
    return elements;
}

} // namespace

void append_array_element(std::string& out, std::string_view element)
{
    out += '"';
    for (const char c : element) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    out += '"';
}

Statement::Statement(const char* name, const char* sql) : name_(name), sql_(sql), reads_only_(only_reads(sql))
{
    registry().push_back(this);
}

std::span<const Statement* const> Statement::all() noexcept
{
    return registry();
}

BulkStatement::BulkStatement(const char* name, const char* sql, Stage stage) : Statement(name, sql), stage_(stage)
{
    bulk_registry().push_back(this);
    const std::string_view text = sql;
    for (std::size_t n = 1; text.contains(fmt::format("${}::", n)); ++n)
        of_texts_.push_back(text.contains(fmt::format("${}::text[]", n)));
}

const BulkStatement* BulkStatement::find(const Statement& statement) noexcept
{
    const auto& all = bulk_registry(); // a handful
    const auto found = std::ranges::find(all, &statement, [](const auto* bulk) -> const Statement* { return bulk; });
    return found == all.end() ? nullptr : *found;
}

Param::Param(double value) : text_(fmt::format("{}", value)) {}

Param::Param(Time value)
{
    const auto day = std::chrono::floor<std::chrono::days>(value);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{value - day};
    text_ = fmt::format(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:06}+00",
        static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()),
        time.hours().count(),
        time.minutes().count(),
        time.seconds().count(),
        time.subseconds().count()
    );
}

Param::Param(const Bytes& value) : text_("\\x" + crypto::to_hex(value.data)) {}

Param::Param(const std::vector<std::string>& values)
{
    std::string text = "{";
    for (const auto& value : values) {
        if (text.size() > 1) text += ',';
        append_array_element(text, value);
    }
    text_ = text + "}";
}

Param::Param(const std::vector<std::int64_t>& values)
{
    std::string text = "{";
    for (const auto value : values) {
        if (text.size() > 1) text += ',';
        text += std::to_string(value);
    }
    text_ = text + "}";
}

void Field::unfit(const char* wanted) const
{
    throw std::runtime_error(fmt::format("column {} is not {}", column_, wanted));
}

std::string_view Field::view() const
{
    if (is_null()) throw std::runtime_error(fmt::format("column {} is NULL", column_));
    return {text_, size_};
}

std::int64_t Field::integer() const
{
    const auto value = number_in<std::int64_t>(view());
    if (!value) unfit("an integer");
    return *value;
}

bool Field::boolean() const
{
    const auto text = view();
    if (text != "t" && text != "f") unfit("a boolean");
    return text == "t";
}

double Field::number() const
{
    const auto value = number_in<double>(view());
    if (!value) unfit("a number");
    return *value;
}

Time Field::time() const
{
    const auto value = time_in(view());
    if (!value) unfit("a time in UTC");
    return *value;
}

Bytes Field::bytes() const
{
    auto text = view();
    if (!text.starts_with("\\x")) unfit("a bytea in hexadecimal");
    auto data = crypto::from_hex(text.substr(2));
    if (!data) unfit("a bytea in hexadecimal");
    return Bytes{std::move(*data)};
}

std::vector<std::string> Field::strings() const
{
    auto values = array_in(view());
    if (!values) unfit("an array without NULL");
    return std::move(*values);
}

std::vector<std::int64_t> Field::integers() const
{
    std::vector<std::int64_t> values;
    for (const auto& element : strings()) {
        const auto value = number_in<std::int64_t>(element);
        if (!value) unfit("an array of integers");
        values.push_back(*value);
    }
    return values;
}

Field Row::at(std::size_t column) const
{
    const auto& [result, columns] = *data_;
    if (index_ >= result.size()) throw std::out_of_range(fmt::format("row {} of {}", index_, result.size()));
    if (column >= columns.size()) throw std::out_of_range(fmt::format("column {}", column));
    const auto row = static_cast<pqxx::result::size_type>(index_);
    const pqxx::field field = result[row][static_cast<pqxx::row::size_type>(column)];
    return {field.is_null() ? nullptr : field.c_str(), field.size(), columns[column]};
}

Field Row::operator[](const char* column) const
{
    const auto& columns = data_->columns;
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (std::strcmp(columns[i], column) == 0) return at(i);
    throw std::out_of_range(fmt::format("no column {}", column));
}

Rows::Rows(std::shared_ptr<const RowsData> data) noexcept : data_(std::move(data)) {}

std::size_t Rows::size() const noexcept
{
    return data_->result.size();
}

std::size_t Rows::affected() const noexcept
{
    return data_->result.affected_rows();
}

} // namespace rounds::storage
