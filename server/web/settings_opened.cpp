#include "server/web/settings_opened.hpp"

#include "server/app/app.hpp"
#include "server/web/notice.hpp"
#include "server/web/words.hpp"
#include "storage/break_glass.hpp"

namespace rounds::web {
namespace {

constexpr int most_listed = 100;

std::string_view standing(const storage::break_glass::Access& one)
{
    if (one.verdict.empty()) return "opened_waits";
    return one.verdict == "confirmed" ? "opened_confirmed" : "opened_objected";
}

std::string minute(Time time)
{
    auto text = to_iso8601(time).substr(0, 16);
    text[10] = ' ';
    return text + " UTC";
}

} // namespace

boost::asio::awaitable<http::Response> opened_page(app::Context& ctx)
{
    const auto account = ctx.account_id();
    const auto language = language_of(ctx);
    const auto opened = co_await ctx.app().db.read([&](storage::Transaction& tx) {
        return storage::break_glass::about(tx, account, most_listed);
    });
    json::array rows;
    for (const auto& one : opened) {
        json::object row;
        row["when"] = minute(one.opened_at);
        row["reason"] = word(language, "opened_" + one.reason);
        row["times"] = std::to_string(one.times_read);
        row["standing"] = word(language, standing(one));
        rows.push_back(std::move(row));
    }
    FormPage page{.name = "settings_opened", .title = "opened"};
    page.values["none"] = rows.empty();
    page.values["rows"] = std::move(rows);
    co_return form_page(ctx, std::move(page));
}

} // namespace rounds::web
