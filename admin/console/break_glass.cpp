#include "server/moderation/break_glass.hpp"
#include "admin/console/pages.hpp"
#include "server/app/app.hpp"
#include "server/app/tokens.hpp"
#include "server/web/cards.hpp"
#include "server/web/key_form.hpp"
#include "server/web/page.hpp"
#include "server/web/reauthenticate.hpp"
#include "storage/accounts.hpp"
#include "storage/base/text.hpp"
#include "storage/security_keys.hpp"

namespace rounds::console {
namespace {

using storage::Transaction;
using storage::break_glass::Access;
namespace break_glass = moderation::break_glass;
using break_glass::Refusal;

constexpr int most_listed = 100;

std::string_view why(Refusal refusal)
{
    switch (refusal) {
    case Refusal::no_second_factor:
        return "glass_no_factor";
    case Refusal::not_found:
        return "glass_not_found";
    case Refusal::own:
        return "glass_own";
    case Refusal::no_reason:
        return "glass_no_reason";
    case Refusal::no_delay:
        return "glass_no_delay";
    case Refusal::unconfirmed:
        return "glass_unconfirmed";
    default:
        return "glass_over";
    }
}

std::string handle_of(Transaction& tx, AccountId id)
{
    const auto account = storage::accounts::find(tx, id);
    return account ? '@' + account->acct() : to_string(id);
}

json::object row_of(Transaction& tx, const Visit& visit, const Access& one)
{
    const auto now = visit.app().clock.now();
    const bool mine = one.opened_by == visit.ctx.account_id();
    json::object row;
    row["id"] = to_string(one.id);
    row["conversation"] = to_string(one.conversation);
    row["by"] = handle_of(tx, one.opened_by);
    row["reason"] = visit.words("glass_" + one.reason);
    row["when"] = when(one.opened_at);
    row["times"] = std::to_string(one.times_read);
    row["verdict"] = one.verdict.empty() ? std::string{} : visit.words("glass_" + one.verdict);
    row["reviewer"] = one.reviewed_by ? handle_of(tx, *one.reviewed_by) : std::string{};
    row["reviewed"] = when(one.reviewed_at);
    row["told"] = one.told_at ? when(one.told_at) : std::string{};
    row["told_later"] = one.told() ? std::string{} : when(one.tell_at);
    row["waits"] = one.verdict.empty();
    row["overdue"] = one.verdict.empty() && one.opened_at + break_glass::review_within < now;
    row["readable"] = mine && one.open_at(now);
    row["reviewable"] = !mine && one.verdict.empty();
    return row;
}

awaitable<http::Response> overview(const Visit& visit, std::string_view problem)
{
    const auto account = visit.ctx.account_id();
    json::object values;
    std::vector<storage::security_keys::SecurityKey> keys;
    co_await visit.app().tokens.operator_db().read([&](Transaction& tx) {
        json::array rows;
        for (const auto& one : storage::break_glass::list(tx, most_listed)) rows.push_back(row_of(tx, visit, one));
        values["none"] = rows.empty();
        values["rows"] = std::move(rows);
        keys = storage::security_keys::list(tx, account);
    });
    json::array reasons;
    for (const auto reason : break_glass::reasons)
        reasons.push_back({{"code", reason}, {"label", visit.words("glass_" + std::string(reason))}});
    values["reasons"] = std::move(reasons);
    json::array delays;
    for (const auto hours : break_glass::delays)
        delays.push_back(
            {{"hours", std::to_string(hours)}, {"label", visit.words("glass_told_" + std::to_string(hours))}}
        );
    values["delays"] = std::move(delays);
    values["post"] = visit.ctx.params().text_or("post", "");
    values["explanation"] = visit.ctx.params().text_or("explanation", "");
    values["key_fields"] = web::key_fields(visit.ctx, visit.words.language(), social::KeyUse::confirm, account, keys);
    Shown shown{.name = "break_glass", .title = "break_glass", .values = std::move(values), .problem = problem};
    if (!keys.empty()) shown.script = web::key_script;
    co_return page(visit, std::move(shown));
}

/// "https://mercy.example/@ann/115" or "115".
result<StatusId> post_named(std::string_view text)
{
    const auto slash = text.rfind('/');
    const auto id = parse_id<StatusId>(slash == std::string_view::npos ? text : text.substr(slash + 1));
    if (!id) return errc::not_found;
    return *id;
}

} // namespace

awaitable<http::Response> break_glass_page(Visit& visit)
{
    co_return co_await overview(visit, "");
}

awaitable<http::Response> open_conversation(Visit& visit)
{
    const auto& params = visit.ctx.params();
    break_glass::Ask ask;
    ask.by = visit.ctx.account_id();
    const auto post = post_named(params.text_or("post", ""));
    if (!post) co_return co_await overview(visit, "glass_not_found");
    ask.post = *post;
    ask.reason = params.text_or("reason", "");
    ask.explanation = params.text_or("explanation", "");
    const auto delay = text::parse_int(params.text_or("delay_hours", "0"));
    ask.delay_hours = delay && *delay <= 72 ? static_cast<int>(*delay) : -1;
    const auto proof = co_await web::reauthenticate(visit.ctx);
    if (proof.status != 0) co_return web::error_page(visit.ctx, proof.status);
    if (!proof.user) co_return co_await overview(visit, "glass_proof");
    const auto opened = co_await visit.app().tokens.operator_db().transact([&](Transaction& tx) {
        return break_glass::open(tx, visit.app(), ask);
    });
    if (opened.refusal != Refusal::none) co_return co_await overview(visit, why(opened.refusal));
    break_glass::settled(visit.app());
    co_return http::redirect("/console/break_glass/" + to_string(opened.id));
}

awaitable<http::Response> read_conversation(Visit& visit)
{
    const auto id = visit.ctx.path_id<BreakGlassId>("id");
    if (!id) co_return web::error_page(visit.ctx, 404);
    const auto account = visit.ctx.account_id();
    // Rendered only after the commit: what is not written down is not shown.
    const auto reading = co_await visit.app().tokens.operator_db().transact([&](Transaction& tx) {
        return break_glass::read(tx, visit.app(), *id, account);
    });
    if (reading.refusal == Refusal::over) co_return co_await overview(visit, "glass_over");
    if (reading.refusal != Refusal::none) co_return web::error_page(visit.ctx, 404);
    json::array cards;
    for (const auto& post : reading.posts)
        cards.push_back(json::value(web::post_card(visit.app().urls, visit.words.language(), post)));
    json::object values;
    values["id"] = to_string(*id);
    values["until"] = when(reading.access->expires_at);
    values["reason"] = visit.words("glass_" + reading.access->reason);
    values["cards"] = std::move(cards);
    co_return page(visit, {.name = "break_glass_read", .title = "break_glass", .values = std::move(values)});
}

awaitable<http::Response> close_conversation(Visit& visit)
{
    const auto id = visit.ctx.path_id<BreakGlassId>("id");
    if (!id) co_return web::error_page(visit.ctx, 404);
    const auto account = visit.ctx.account_id();
    const auto refusal = co_await visit.app().tokens.operator_db().transact([&](Transaction& tx) {
        return break_glass::close(tx, visit.app(), *id, account);
    });
    if (refusal == Refusal::not_found) co_return web::error_page(visit.ctx, 404);
    co_return http::redirect("/console/break_glass");
}

awaitable<http::Response> review_opening(Visit& visit)
{
    const auto id = visit.ctx.path_id<BreakGlassId>("id");
    if (!id) co_return web::error_page(visit.ctx, 404);
    const auto account = visit.ctx.account_id();
    const auto verdict = visit.ctx.params().text_or("verdict", "");
    if (verdict != "confirmed" && verdict != "objected") co_return web::error_page(visit.ctx, 400);
    const auto refusal = co_await visit.app().tokens.operator_db().transact([&](Transaction& tx) {
        return break_glass::review(tx, visit.app(), *id, account, verdict);
    });
    if (refusal == Refusal::not_found) co_return web::error_page(visit.ctx, 404);
    if (refusal != Refusal::none) co_return co_await overview(visit, why(refusal));
    co_return http::redirect("/console/break_glass");
}

} // namespace rounds::console
