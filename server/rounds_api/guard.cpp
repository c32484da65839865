#include "storage/guard.hpp"
#include "server/moderation/adverse_events.hpp"
#include "server/rounds_api/guard_cards.hpp"
#include "server/rounds_api/handlers.hpp"
#include "storage/audit.hpp"
#include "storage/base/clock.hpp"
#include "storage/base/text.hpp"

namespace rounds::rounds_api {
namespace {

using storage::Account;

json::object hold_json(const storage::guard::Hold& hold)
{
    json::object o;
    o["status_id"] = to_string(hold.status);
    o["account_id"] = to_string(hold.account);
    o["uri"] = hold.uri;
    o["rules"] = json::array(hold.rules.begin(), hold.rules.end());
    o["state"] = hold.state;
    o["created_at"] = to_iso8601(hold.created_at);
    return o;
}

json::object crisis_json(const storage::guard::CrisisCase& one, Time now)
{
    json::object o;
    o["id"] = std::to_string(one.id);
    o["status_id"] = one.status ? json::value(to_string(*one.status)) : json::value(nullptr);
    o["account_id"] = one.account ? json::value(to_string(*one.account)) : json::value(nullptr);
    o["danger"] = one.danger;
    o["created_at"] = to_iso8601(one.created_at);
    o["due_at"] = to_iso8601(one.due_at);
    o["overdue"] = !one.taken_at && one.due_at < now;
    o["taken_by"] = one.taken_by ? json::value(to_string(*one.taken_by)) : json::value(nullptr);
    o["taken_at"] = one.taken_at ? json::value(to_iso8601(*one.taken_at)) : json::value(nullptr);
    return o;
}

void note(Transaction& tx, const Account& by, std::string_view action, std::string_view kind, std::int64_t target)
{
    storage::audit::Entry entry;
    entry.actor = by.id;
    entry.via = "api";
    entry.action = action;
    entry.target_kind = kind;
    entry.target = target;
    storage::audit::add(tx, entry);
}

Answer decide_hold(Context& ctx, std::string_view state)
{
    const auto id = ctx.path_id<StatusId>("id");
    if (!id) co_return app::problem(id.error());
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto done = storage::guard::decide_hold(tx, *id, state, by.id);
        if (!done) return done.error();
        storage::guard::Decision decision;
        decision.by = by.id;
        decision.status = *id;
        decision.place = "arrived";
        decision.action = state == "released" ? "release" : "keep";
        storage::guard::add_decision(tx, decision);
        note(tx, by, "held." + decision.action, "held", to_int(*id));
        return json::object{{"status_id", to_string(*id)}, {"state", state}};
    };
    co_return co_await act(ctx, body);
}

/// The number in the path; nothing when it is none.
std::optional<std::int64_t> case_id(const Context& ctx)
{
    return text::parse_int(ctx.path_text("id"));
}

} // namespace

/// GET /guard/holds: posts of other servers that wait for somebody, the oldest first.
Answer list_holds(Context& ctx)
{
    const auto body = [&](Transaction& tx) -> result<json::value> {
        json::array all;
        for (const auto& hold : storage::guard::list_held(tx, limit_of(ctx.params()))) all.push_back(hold_json(hold));
        return all;
    };
    co_return co_await show(ctx, body);
}

/// POST /guard/holds/:id/release: it may be shown to everybody.
Answer release_hold(Context& ctx)
{
    co_return co_await decide_hold(ctx, "released");
}

/// POST /guard/holds/:id/keep: it stays off public pages.
Answer keep_hold(Context& ctx)
{
    co_return co_await decide_hold(ctx, "kept");
}

/// GET /guard/crises: open cases, those due first.
Answer list_crises(Context& ctx)
{
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx) -> result<json::value> {
        json::array all;
        for (const auto& one : storage::guard::list_crises(tx, limit_of(ctx.params())))
            all.push_back(crisis_json(one, now));
        return all;
    };
    co_return co_await show(ctx, body);
}

/// POST /guard/crises/:id/take: this person looks after it; the clock stops.
Answer take_crisis(Context& ctx)
{
    const auto id = case_id(ctx);
    if (!id) co_return app::problem(errc::not_found);
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto done = storage::guard::take_crisis(tx, *id, by.id, now);
        if (!done) return done.error();
        note(tx, by, "crisis.take", "crisis", *id);
        return json::object{{"id", std::to_string(*id)}, {"taken_by", to_string(by.id)}};
    };
    co_return co_await act(ctx, body);
}

/// POST /guard/crises/:id/close {outcome}: in a few words, without names.
Answer close_crisis(Context& ctx)
{
    constexpr std::size_t longest = 500;
    const auto id = case_id(ctx);
    if (!id) co_return app::problem(errc::not_found);
    const auto outcome = ctx.params().text_or("outcome", "");
    if (text::trim(outcome).empty() || text::count_code_points(outcome) > longest) co_return invalid("outcome");
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto done = storage::guard::close_crisis(tx, *id, outcome, now);
        if (!done) return done.error();
        note(tx, by, "crisis.close", "crisis", *id);
        return json::object{{"id", std::to_string(*id)}, {"outcome", outcome}};
    };
    co_return co_await act(ctx, body);
}

/// GET /guard/adverse_events: the asker's own cards, the newest first.
Answer list_adverse_events(Context& ctx)
{
    const auto body = [&](Transaction& tx) -> result<json::value> {
        json::array all;
        for (const auto& card : storage::guard::adverse_events_of(tx, ctx.account_id(), limit_of(ctx.params())))
            all.push_back(card_json(tx, ctx.app().secrets, card));
        return all;
    };
    co_return co_await show(ctx, body);
}

/// GET /guard/adverse_events/:id: a draft from the author's own words, for the author alone.
Answer show_adverse_event(Context& ctx)
{
    const auto id = case_id(ctx);
    if (!id) co_return app::problem(errc::not_found);
    const auto body = [&](Transaction& tx) -> result<json::value> {
        const auto card = storage::guard::find_adverse_event(tx, *id);
        if (!card || card->account != ctx.account_id()) return errc::not_found;
        return card_json(tx, ctx.app().secrets, *card);
    };
    co_return co_await show(ctx, body);
}

/// POST /guard/adverse_events/:id/send {patient, product, event, reporter}: the author's decision; what they send is
/// what the safety contact reads.
Answer send_adverse_event(Context& ctx)
{
    const auto id = case_id(ctx);
    if (!id) co_return app::problem(errc::not_found);
    const auto report = read_report(ctx.params());
    if (!report) co_return invalid(report.error());
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto sealed = seal_report(ctx.app().secrets, *id, *report);
        const auto done = storage::guard::settle_adverse_event(tx, *id, by.id, "sent", sealed, now);
        if (!done) return done.error();
        const auto card = storage::guard::find_adverse_event(tx, *id);
        if (!card) return card.error();
        return card_json(tx, ctx.app().secrets, *card);
    };
    co_return co_await act(ctx, body);
}

/// POST /guard/adverse_events/:id/dismiss: it was none, or the author does not want to.
Answer dismiss_adverse_event(Context& ctx)
{
    const auto id = case_id(ctx);
    if (!id) co_return app::problem(errc::not_found);
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto done = storage::guard::settle_adverse_event(tx, *id, by.id, "dismissed", std::nullopt, now);
        if (!done) return done.error();
        return json::object{{"id", std::to_string(*id)}, {"state", "dismissed"}};
    };
    co_return co_await act(ctx, body);
}

/// GET /guard/adverse_events/queue: for safety contacts: criteria and clock of each; the words only of what was sent.
Answer list_adverse_event_queue(Context& ctx)
{
    const auto& names = ctx.app().config.guard.safety_contacts;
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx) -> result<json::value> {
        if (!storage::guard::is_on_call(tx, names, ctx.account_id())) return errc::forbidden;
        json::array all;
        for (const auto& card : storage::guard::adverse_event_queue(tx, limit_of(ctx.params())))
            all.push_back(queue_json(ctx.app().secrets, card, now));
        return all;
    };
    co_return co_await show(ctx, body);
}

/// POST /guard/adverse_events/:id/take {from}: this safety contact looks after it; `from` names who is relieved.
Answer take_adverse_event(Context& ctx)
{
    const auto id = case_id(ctx);
    if (!id) co_return app::problem(errc::not_found);
    const auto named = ctx.params().text("from");
    const auto relieved = named ? parse_id<AccountId>(*named) : std::nullopt;
    if (named && !relieved) co_return invalid("from");
    const auto& names = ctx.app().config.guard.safety_contacts;
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        if (!storage::guard::is_on_call(tx, names, by.id)) return errc::forbidden;
        const auto done = storage::guard::take_adverse_event(tx, *id, by.id, now, relieved);
        if (!done) return done.error();
        note(tx, by, "adverse_event.take", "adverse_event", *id);
        return json::object{{"id", std::to_string(*id)}, {"taken_by", to_string(by.id)}};
    };
    co_return co_await act(ctx, body);
}

/// POST /guard/adverse_events/:id/done {outcome}: in a few words, without names.
Answer finish_adverse_event(Context& ctx)
{
    const auto id = case_id(ctx);
    if (!id) co_return app::problem(errc::not_found);
    const auto outcome = moderation::outcome_of(ctx.params().text_or("outcome", ""));
    const auto& names = ctx.app().config.guard.safety_contacts;
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        if (!storage::guard::is_on_call(tx, names, by.id)) return errc::forbidden;
        if (outcome.empty()) return errc::invalid_argument;
        const auto done = storage::guard::finish_adverse_event(tx, *id, outcome, now);
        if (!done) return done.error();
        note(tx, by, "adverse_event.done", "adverse_event", *id);
        return json::object{{"id", std::to_string(*id)}, {"outcome", outcome}};
    };
    co_return co_await act(ctx, body, "outcome");
}

} // namespace rounds::rounds_api
