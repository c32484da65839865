#include "server/web/safety.hpp"

#include "server/app/app.hpp"
#include "server/app/config.hpp"
#include "server/moderation/adverse_events.hpp"
#include "server/moderation/moderation.hpp"
#include "server/web/cards.hpp"
#include "server/web/forms.hpp"
#include "server/web/notice.hpp"
#include "server/web/page.hpp"
#include "storage/accounts.hpp"
#include "storage/base/text.hpp"

#include <unordered_map>
#include <vector>

namespace rounds::web {
namespace {

using storage::Transaction;
using storage::guard::AdverseEvent;

constexpr int most_listed = 100;

bool is_contact(Transaction& tx, app::Context& ctx)
{
    return storage::guard::is_on_call(tx, ctx.app().config.guard.safety_contacts, ctx.account_id());
}

/// The four boxes; the words only when their author sent them.
json::array boxes(const app::Context& ctx, const AdverseEvent& card)
{
    const auto met = moderation::criteria_met(card);
    const auto sent = moderation::sent_report(ctx.app().secrets, card);
    json::array list;
    for (const auto name : moderation::report_criteria)
        list.push_back(
            {{"label", word(language_of(ctx), "safety_" + std::string(name))},
             {"met", !sent.empty() || met.at(name).as_bool()},
             {"words", string_at(sent, name)}}
        );
    return list;
}

using Handles = std::unordered_map<AccountId, std::string>;

/// Of those who took cards. One query.
Handles takers(Transaction& tx, const std::vector<AdverseEvent>& cards)
{
    std::vector<AccountId> ids;
    for (const auto& card : cards)
        if (card.taken_by) ids.push_back(*card.taken_by);
    Handles found;
    if (ids.empty()) return found;
    for (const auto& view : storage::accounts::views(tx, ids))
        found.emplace(view.account.id, "@" + view.account.acct());
    return found;
}

json::object values_of(const app::Context& ctx, const AdverseEvent& card, const Handles& handles, Time now)
{
    const auto language = language_of(ctx);
    const bool overdue = card.due_at < now;
    json::object o;
    o["id"] = std::to_string(card.id);
    o["state"] = word(language, "safety_" + card.state);
    o["serious"] = card.serious;
    o["aware"] = long_date(card.aware_at, language);
    o["due"] = long_date(card.due_at, language);
    o["late"] = overdue;
    o["days_left"] =
        overdue ? std::string{} : std::to_string(std::chrono::floor<std::chrono::days>(card.due_at - now).count());
    o["boxes"] = boxes(ctx, card);
    o["mine"] = card.taken_by && *card.taken_by == ctx.account_id();
    o["taker_id"] = card.taken_by ? to_string(*card.taken_by) : std::string{};
    const auto taker = card.taken_by ? handles.find(*card.taken_by) : handles.end();
    o["taker"] = taker == handles.end() ? std::string{} : taker->second;
    return o;
}

/// `problem` is a key of the catalogue, or nothing.
boost::asio::awaitable<http::Response> show(app::Context& ctx, std::string_view problem)
{
    const auto now = ctx.app().clock.now();
    bool contact = false;
    json::array rows;
    co_await ctx.app().db.read([&](Transaction& tx) {
        rows.clear();
        contact = is_contact(tx, ctx);
        if (!contact) return;
        const auto cards = storage::guard::adverse_event_queue(tx, most_listed);
        const auto handles = takers(tx, cards);
        for (const auto& card : cards) rows.push_back(values_of(ctx, card, handles, now));
    });
    if (!contact) co_return error_page(ctx, 404);
    json::object values;
    values["none"] = rows.empty();
    values["rows"] = std::move(rows);
    const auto said = problem.empty() ? std::string_view{} : word(language_of(ctx), problem);
    co_return settings_page(ctx, "safety", "safety_title", std::move(values), said);
}

/// Runs `body` as a safety contact, with its entry in the audit log. forbidden for everybody else.
template <class F>
boost::asio::awaitable<result<void>> perform(app::Context& ctx, std::int64_t id, std::string_view action, F body)
{
    const moderation::Staff staff{.account = ctx.account_id(), .role = ctx.viewer()->role, .via = "page"};
    co_return co_await ctx.app().db.transact([&](Transaction& tx) -> result<void> {
        if (!is_contact(tx, ctx)) return errc::forbidden;
        const result<void> done = body(tx);
        if (done) moderation::note(tx, staff, action, "adverse_event", id);
        return done;
    });
}

} // namespace

boost::asio::awaitable<http::Response> safety_page(app::Context& ctx)
{
    return show(ctx, "");
}

boost::asio::awaitable<http::Response> take_adverse_event(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto id = text::parse_int(ctx.path_text("id"));
    if (!id) co_return error_page(ctx, 404);
    const auto from = parse_id<AccountId>(ctx.params().text_or("from", ""));
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx) {
        return storage::guard::take_adverse_event(tx, *id, ctx.account_id(), now, from);
    };
    const auto done = co_await perform(ctx, *id, "adverse_event.take", body);
    if (!done && done.error() == errc::forbidden) co_return error_page(ctx, 404);
    if (!done) co_return co_await show(ctx, "safety_taken_by_another");
    co_return http::redirect("/safety");
}

boost::asio::awaitable<http::Response> finish_adverse_event(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto id = text::parse_int(ctx.path_text("id"));
    if (!id) co_return error_page(ctx, 404);
    const auto outcome = moderation::outcome_of(ctx.params().text_or("outcome", ""));
    if (outcome.empty()) co_return co_await show(ctx, "safety_no_outcome");
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx) { return storage::guard::finish_adverse_event(tx, *id, outcome, now); };
    const auto done = co_await perform(ctx, *id, "adverse_event.done", body);
    if (!done) co_return error_page(ctx, 404);
    co_return http::redirect("/safety");
}

} // namespace rounds::web
