#include "server/knowledge/series.hpp"

#include "server/app/guarded.hpp"
#include "server/knowledge/networks.hpp"
#include "server/knowledge/recurrence.hpp"
#include "server/rounds_api/describe.hpp"
#include "server/rounds_api/handlers.hpp"
#include "server/rounds_api/series.hpp"
#include "storage/base/text.hpp"
#include "storage/chat_series.hpp"
#include "storage/networks.hpp"

namespace rounds::rounds_api {
namespace {

using storage::Account;
using storage::ChatSeries;

std::string time_text(std::chrono::minutes of_day)
{
    const auto two = [](long long number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return two(of_day.count() / 60) + ':' + two(of_day.count() % 60);
}

/// "21:00"
std::optional<std::chrono::minutes> parse_time(std::string_view text)
{
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hour = text::parse_int(text.substr(0, 2));
    const auto minute = text::parse_int(text.substr(3));
    if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
    return std::chrono::minutes(*hour * 60 + *minute);
}

} // namespace

json::object series_json(const ChatSeries& series)
{
    json::object out;
    out["id"] = to_string(series.id);
    out["network_id"] = to_string(series.network);
    out["title"] = series.title;
    out["description"] = series.description;
    out["hashtag"] = series.hashtag;
    out["rule"] = series.rule;
    out["starts"] = time_text(series.starts);
    out["minutes"] = series.length.count();
    out["timezone"] = series.timezone;
    out["from"] = knowledge::to_text(series.from);
    out["until"] = series.until ? json::value(knowledge::to_text(*series.until)) : nullptr;
    out["ahead"] = series.ahead;
    out["reminders"] = series.reminders ? json::value(texts_json(*series.reminders)) : nullptr;
    json::array prompts;
    for (const auto& prompt : series.prompts)
        prompts.push_back(json::object{{"content", prompt.content}, {"offset_s", prompt.offset.count()}});
    out["prompts"] = std::move(prompts);
    out["when"] = knowledge::series_text(series);
    out["ended_at"] = time_or_null(series.ended_at);
    out["created_at"] = to_iso8601(series.created_at);
    return out;
}

namespace {

/// False when the field is there and is no date.
bool take_date(const Params& params, std::string_view key, std::optional<std::chrono::year_month_day>& into)
{
    const auto text = params.text(key);
    if (!text || text->empty()) return true;
    into = knowledge::parse_date(*text);
    return into.has_value();
}

} // namespace

std::string_view read_series(const Params& params, ChatSeries& series, Time now)
{
    constexpr long long longest = 24LL * 60;
    series.title = params.text_or("title", "");
    series.description = params.text_or("description", "");
    series.hashtag = params.text_or("hashtag", "");
    series.rule = params.text_or("rule", "");
    series.timezone = params.text_or("timezone", "");
    const auto starts = parse_time(params.text_or("starts", ""));
    if (!starts) return "starts";
    series.starts = *starts;
    const auto minutes = params.integer("minutes").value_or(60);
    if (minutes < 1 || minutes > longest) return "minutes";
    series.length = std::chrono::minutes(minutes);
    const auto ahead = params.integer("ahead").value_or(3);
    if (ahead < 1 || ahead > 12) return "ahead";
    series.ahead = static_cast<int>(ahead);
    if (!knowledge::is_timezone(series.timezone)) return "timezone";
    std::optional<std::chrono::year_month_day> from;
    if (!take_date(params, "from", from)) return "from";
    series.from = from.value_or(knowledge::date_in(now, series.timezone));
    if (!take_date(params, "until", series.until)) return "until";
    if (params.has("reminders")) series.reminders = params.texts("reminders");
    for (const auto& given : params.objects("prompts")) {
        const auto offset = given.integer("offset_s");
        if (!offset || *offset < 0 || *offset > longest * 60) return "prompts";
        series.prompts.push_back({given.text_or("content", ""), std::chrono::seconds(*offset)});
    }
    return knowledge::wrong_field(series);
}

namespace {

privacy::Submission texts_of(const ChatSeries& series)
{
    privacy::Submission submission;
    submission.for_organisation = true;
    submission.pieces = {{"prompt", series.title}, {"prompt", series.description}};
    for (const auto& prompt : series.prompts) submission.pieces.push_back({"prompt", prompt.content});
    return submission;
}

} // namespace

/// GET /networks/:id/series: the newest first.
Answer list_series(Context& ctx)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return app::problem(id.error());
    const auto body = [&](Transaction& tx) -> result<json::value> {
        const auto network = storage::networks::find(tx, *id);
        if (!network || !knowledge::may_read(tx, *network, ctx.viewer_id())) return errc::not_found;
        json::array all;
        for (const auto& series : storage::chat_series::list(tx, *id, limit_of(ctx.params())))
            all.push_back(series_json(series));
        return all;
    };
    co_return co_await show(ctx, body);
}

/// POST /networks/:id/series: by stewards and hosts. The next chats are planned at once.
Answer start_series(Context& ctx)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return app::problem(id.error());
    const auto now = ctx.app().clock.now();
    ChatSeries series;
    if (const auto wrong = read_series(ctx.params(), series, now); !wrong.empty()) co_return invalid(wrong);
    auto refused = co_await app::refuse_identifiers(ctx, texts_of(series));
    if (refused) co_return std::move(*refused);
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto started = knowledge::start_series(tx, ctx.app().urls, by, *id, series, now);
        if (!started) return started.error();
        return series_json(*started);
    };
    // All else was judged before: what is left is a rule that leads to no date.
    co_return co_await act(ctx, body, "rule");
}

/// DELETE /series/:id: no further chats are planned; those that are stay.
Answer end_series(Context& ctx)
{
    const auto id = ctx.path_id<SeriesId>("id");
    if (!id) co_return app::problem(id.error());
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto ended = knowledge::end_series(tx, by, *id, now);
        if (!ended) return ended.error();
        return series_json(*ended);
    };
    co_return co_await act(ctx, body);
}

} // namespace rounds::rounds_api
