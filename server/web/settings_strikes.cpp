#include "server/web/settings_strikes.hpp"

#include "server/moderation/moderation.hpp"
#include "server/web/cards.hpp"
#include "server/web/forms.hpp"
#include "server/web/notice.hpp"
#include "server/web/page.hpp"
#include "storage/accounts.hpp"
#include "storage/channels.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace rounds::web {
namespace {

using storage::Transaction;
using storage::moderation::Appeal;
using storage::moderation::Strike;

constexpr int most_shown = 50;

json::object values_of(const Strike& strike, const Appeal* appeal, Language language, Time now)
{
    const auto in_words = [&](std::string_view key) { return word(language, "strike_" + std::string(key)); };
    json::object o;
    o["strike_id"] = to_string(strike.id);
    o["what"] = in_words(strike.action);
    o["when"] = long_date(strike.created_at, language);
    o["text"] = strike.text;
    o["state"] = "";
    if (appeal != nullptr) o["state"] = in_words(appeal->state());
    if (strike.overruled_at) o["state"] = in_words("overruled");
    o["appeal_text"] = appeal != nullptr ? appeal->text : std::string{};
    const auto until = strike.created_at + std::chrono::days{moderation::appeal_days};
    o["open"] = appeal == nullptr && !strike.overruled_at && now < until;
    o["until"] = long_date(until, language);
    return o;
}

boost::asio::awaitable<http::Response> show(app::Context& ctx, std::string problem)
{
    const auto account = ctx.account_id();
    const auto now = ctx.app().clock.now();
    json::object values;
    const auto language = language_of(ctx);
    co_await ctx.app().db.transact([&](Transaction& tx) {
        const auto strikes = storage::moderation::strikes_of(tx, account, most_shown);
        std::vector<StrikeId> ids;
        for (const auto& one : strikes) ids.push_back(one.id);
        std::map<StrikeId, Appeal> appeals;
        for (auto& one : storage::moderation::appeals_of(tx, ids)) appeals.emplace(one.strike, std::move(one));
        json::array list;
        for (const auto& one : strikes) {
            const auto appeal = appeals.find(one.id);
            list.push_back(values_of(one, appeal == appeals.end() ? nullptr : &appeal->second, language, now));
        }
        values = {};
        values["has_strikes"] = !list.empty();
        values["strikes"] = std::move(list);
    });
    const auto said = problem.empty() ? std::string_view{} : word(language, "strike_" + problem);
    co_return settings_page(ctx, "settings_strikes", "strike_title", std::move(values), said);
}

std::string_view problem_of(const boost::system::error_code& error)
{
    if (error == errc::already_exists) return "twice";
    return error == errc::invalid_argument ? "no_text" : "too_late";
}

} // namespace

boost::asio::awaitable<http::Response> strikes_page(app::Context& ctx)
{
    return show(ctx, "");
}

boost::asio::awaitable<http::Response> appeal_strike(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto id = ctx.path_id<StrikeId>("id");
    if (!id) co_return error_page(ctx, 404);
    const auto text = ctx.params().text_or("text", "");
    const auto made = co_await ctx.app().db.transact([&](Transaction& tx) {
        return moderation::appeal(tx, ctx.account_id(), *id, text, ctx.app().clock.now());
    });
    if (made.has_error() && made.error() == errc::not_found) co_return error_page(ctx, 404);
    if (!made) co_return co_await show(ctx, std::string(problem_of(made.error())));
    co_return http::redirect("/settings/strikes");
}

} // namespace rounds::web
