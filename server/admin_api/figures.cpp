#include "storage/figures.hpp"
#include "server/admin_api/handlers.hpp"
#include "server/app/tokens.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <numeric>

namespace rounds::admin_api {
namespace {

namespace figures = storage::figures;
using figures::Range;

constexpr int most_days = 366;
constexpr std::size_t most_keys = 20;

/// start_at and end_at as dates or times; invalid_argument when they are none or too far apart.
result<Range> range_of(const http::Params& params)
{
    const auto day = [&](std::string_view key) -> std::optional<Time> {
        auto text = params.text_or(key, "");
        if (text.size() == 10) text += "T00:00:00Z";
        const auto time = parse_iso8601(text);
        if (!time) return std::nullopt;
        return std::chrono::floor<std::chrono::days>(*time);
    };
    const auto start = day("start_at");
    const auto end = day("end_at");
    if (!start || !end || *end < *start || *end - *start > std::chrono::days{most_days}) return errc::invalid_argument;
    return Range{.start = *start, .end = *end, .subject = {}};
}

/// What a key is about: `tag_uses` of `tag_uses[id]`, `instance_accounts` of `instance_accounts[domain]`.
std::string subject_of(const http::Params& params, const std::string& key)
{
    const auto given = params.object(key);
    return given.text_or(key.starts_with("tag_") ? "id" : "domain", "");
}

std::int64_t sum(const std::vector<figures::Day>& days)
{
    return std::accumulate(days.begin(), days.end(), std::int64_t{0}, [](std::int64_t all, const figures::Day& one) {
        return all + one.value;
    });
}

json::object measure_json(const std::string& key, const std::vector<figures::Day>& days, std::int64_t before)
{
    json::array data;
    for (const auto& one : days)
        data.push_back(json::object{{"date", to_iso8601(one.day)}, {"value", std::to_string(one.value)}});
    json::object o;
    o["key"] = key;
    o["unit"] = nullptr;
    o["total"] = std::to_string(sum(days));
    o["previous_total"] = std::to_string(before);
    o["data"] = std::move(data);
    return o;
}

json::object part_json(std::string_view key, std::string_view shown, std::int64_t value)
{
    return {{"key", key}, {"human_key", shown}, {"value", std::to_string(value)}};
}

/// "1.5 GB"
std::string human_bytes(std::int64_t bytes)
{
    constexpr std::array<std::string_view, 5> units{"B", "KB", "MB", "GB", "TB"};
    auto size = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (size >= 1024 && unit + 1 < units.size()) {
        size /= 1024;
        ++unit;
    }
    return fmt::format("{:.1f} {}", size, units[unit]);
}

json::object space_usage(std::int64_t bytes)
{
    auto one = part_json("postgresql", "PostgreSQL", bytes);
    one["unit"] = "bytes";
    one["human_value"] = human_bytes(bytes);
    return one;
}

json::object version(std::string_view key, std::string_view name, std::string_view number)
{
    json::object o{{"key", key}, {"human_key", name}, {"value", number}};
    o["human_value"] = number;
    return o;
}

/// Nothing for a key that does not exist.
std::optional<json::array>
dimension(Transaction& tx, const Context& ctx, const std::string& key, const Range& range, int limit)
{
    json::array data;
    if (key == "space_usage") {
        data.push_back(space_usage(figures::database_bytes(tx)));
        return data;
    }
    if (key == "software_versions") {
        data.push_back(version("rounds", "Rounds", ROUNDS_VERSION));
        data.push_back(version("postgresql", "PostgreSQL", figures::database_version(tx)));
        return data;
    }
    const auto parts = figures::parts(tx, key, range, limit);
    if (!parts) return std::nullopt;
    for (const auto& one : *parts) {
        const bool here = one.key.empty(); // the servers' own
        const auto& name = here ? ctx.app().urls.domain() : one.key;
        data.push_back(part_json(name, name, one.value));
    }
    return data;
}

} // namespace

/// POST /api/v1/admin/measures with keys[], start_at, end_at and, for keys about one tag or server, key[id] or
/// key[domain].
Answer list_measures(Context& ctx)
{
    const auto range = range_of(ctx.params());
    if (!range) co_return fail(range.error());
    const auto keys = ctx.params().texts("keys");
    if (keys.size() > most_keys) co_return fail(errc::invalid_argument);
    const auto list = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) -> json::array {
        json::array all;
        for (const auto& key : keys) {
            auto now = *range;
            now.subject = subject_of(ctx.params(), key);
            const auto days = figures::daily(tx, key, now);
            if (!days) continue;
            auto earlier = now;
            earlier.end = now.start - std::chrono::days{1};
            earlier.start = earlier.end - (now.end - now.start);
            const auto before = figures::daily(tx, key, earlier);
            all.push_back(measure_json(key, *days, before ? sum(*before) : 0));
        }
        return all;
    });
    co_return http::json_response(list);
}

/// POST /api/v1/admin/dimensions with keys[], start_at, end_at, limit.
Answer list_dimensions(Context& ctx)
{
    const auto range = range_of(ctx.params());
    if (!range) co_return fail(range.error());
    const auto keys = ctx.params().texts("keys");
    if (keys.size() > most_keys) co_return fail(errc::invalid_argument);
    const auto limit = api::limit_of(ctx.params(), 10, 100);
    const auto list = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) -> json::array {
        json::array all;
        for (const auto& key : keys) {
            auto about = *range;
            about.subject = subject_of(ctx.params(), key);
            if (auto data = dimension(tx, ctx, key, about, limit))
                all.push_back(json::object{{"key", key}, {"data", std::move(*data)}});
        }
        return all;
    });
    co_return http::json_response(list);
}

/// POST /api/v1/admin/retention with start_at, end_at, frequency (day, month).
Answer list_retention(Context& ctx)
{
    const auto range = range_of(ctx.params());
    if (!range) co_return fail(range.error());
    const auto frequency = ctx.params().text_or("frequency", "day");
    if (frequency != "day" && frequency != "month") co_return fail(errc::invalid_argument);
    const auto rows = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) {
        return figures::retention(tx, *range, frequency == "month");
    });
    json::array cohorts;
    std::optional<Time> period;
    for (const auto& row : rows) {
        if (period != row.period) {
            period = row.period;
            cohorts.push_back(
                json::object{{"period", to_iso8601(row.period)}, {"frequency", frequency}, {"data", json::array{}}}
            );
        }
        const double rate = row.came == 0 ? 0.0 : static_cast<double>(row.active) / static_cast<double>(row.came);
        cohorts.back().as_object().at("data").as_array().push_back(
            json::object{{"date", to_iso8601(row.later)}, {"rate", rate}, {"value", std::to_string(row.active)}}
        );
    }
    co_return http::json_response(cohorts);
}

} // namespace rounds::admin_api
