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

struct Words
{
    std::string_view key;
    std::array<std::string_view, 2> text; ///< English, Spanish
};
constexpr std::array<Words, 21> catalogue{{
    {"title", {"Decisions about your account", "Decisiones sobre tu cuenta"}},
    {"nothing",
     {"The moderators have decided nothing about your account.", "La moderación no ha decidido nada sobre tu cuenta."}},
    {"none", {"A warning", "Una advertencia"}},
    {"sensitive", {"Your media are shown only after a click", "Tus archivos solo se muestran después de pulsar"}},
    {"disable", {"You could not log in", "No podías entrar"}},
    {"silence",
     {"Only followers see your posts in their timelines",
      "Solo quienes te siguen ven tus publicaciones en sus cronologías"}},
    {"suspend", {"Your account was suspended", "Tu cuenta fue suspendida"}},
    {"overruled", {"This has been taken back.", "Esto se ha retirado."}},
    {"pending", {"Your appeal waits for an answer.", "Tu reclamación espera respuesta."}},
    {"approved", {"Your appeal was granted.", "Tu reclamación fue aceptada."}},
    {"rejected", {"Your appeal was rejected.", "Tu reclamación fue rechazada."}},
    {"you_wrote", {"You wrote:", "Escribiste:"}},
    {"they_wrote", {"The moderators wrote:", "La moderación escribió:"}},
    {"why", {"Why is it wrong?", "¿Por qué es un error?"}},
    {"send", {"Appeal", "Reclamar"}},
    {"until", {"You can appeal until", "Puedes reclamar hasta el"}},
    {"back", {"Back to the settings", "Volver a los ajustes"}},
    {"no_text", {"Please say why, in at most 2000 characters.", "Di por qué, en un máximo de 2000 caracteres."}},
    {"too_late", {"It is too late to appeal against this.", "Es demasiado tarde para reclamar."}},
    {"twice", {"You have appealed against this already.", "Ya has reclamado."}},
    {"failed", {"that did not work", "no ha funcionado"}},
}};

/// What is said in the person's language.
class Voice
{
public:
    explicit Voice(std::string_view locale) : column_(locale.starts_with("es") ? 1U : 0U) {}
    [[nodiscard]] std::string operator()(std::string_view key) const
    {
        const auto found = std::ranges::find(catalogue, key, &Words::key);
        return std::string(found == catalogue.end() ? key : found->text.at(column_));
    }

private:
    std::size_t column_;
};

json::object values_of(const Strike& strike, const Appeal* appeal, const Voice& say, Time now)
{
    json::object o;
    o["strike_id"] = to_string(strike.id);
    o["what"] = say(strike.action);
    o["when"] = long_date(strike.created_at);
    o["text"] = strike.text;
    o["state"] = strike.overruled_at ? say("overruled") : appeal != nullptr ? say(appeal->state()) : std::string{};
    o["appeal_text"] = appeal != nullptr ? appeal->text : std::string{};
    const auto until = strike.created_at + std::chrono::days{moderation::appeal_days};
    o["open"] = appeal == nullptr && !strike.overruled_at && now < until;
    o["until"] = long_date(until);
    return o;
}

boost::asio::awaitable<http::Response> show(app::Context& ctx, std::string problem)
{
    const auto account = ctx.account_id();
    const auto now = ctx.app().clock.now();
    json::object values;
    std::string title;
    std::string said;
    co_await ctx.app().db.transact([&](Transaction& tx) {
        const auto user = storage::accounts::find_user(tx, account);
        const Voice say(user ? user->locale : "en");
        const auto strikes = storage::moderation::strikes_of(tx, account, most_shown);
        std::vector<StrikeId> ids;
        for (const auto& one : strikes) ids.push_back(one.id);
        std::map<StrikeId, Appeal> appeals;
        for (auto& one : storage::moderation::appeals_of(tx, ids)) appeals.emplace(one.strike, std::move(one));
        json::array list;
        for (const auto& one : strikes) {
            const auto appeal = appeals.find(one.id);
            list.push_back(values_of(one, appeal == appeals.end() ? nullptr : &appeal->second, say, now));
        }
        values = {};
        values["has_strikes"] = !list.empty();
        values["strikes"] = std::move(list);
        for (const auto* key : {"nothing", "you_wrote", "they_wrote", "why", "send", "until", "back"})
            values["say_" + std::string(key)] = say(key);
        title = say("title");
        values["say_title"] = title;
        said = problem.empty() ? std::string{} : say(problem);
    });
    co_return settings_page(ctx, "settings_strikes", title, std::move(values), said);
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
