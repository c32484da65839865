#include "storage/blocks.hpp"

#include "admin/console/pages.hpp"
#include "server/app/app.hpp"
#include "server/app/tokens.hpp"
#include "server/social/email_address.hpp"
#include "server/web/page.hpp"
#include "storage/base/text.hpp"
#include "storage/channels.hpp"

#include <algorithm>
#include <array>

namespace rounds::console {
namespace {

using storage::Transaction;
namespace blocks = storage::blocks;

constexpr int most_listed = 200;
constexpr std::size_t longest_comment = 500;
constexpr std::int64_t most_days = 3650;
constexpr std::array<std::string_view, 3> severities{"sign_up_requires_approval", "sign_up_block", "no_access"};

json::array mail_rows(const Visit& visit, Transaction& tx)
{
    const auto ids = blocks::list_email_domains(tx, {.limit = most_listed});
    json::array rows;
    for (const auto& one : blocks::email_domains(tx, ids, visit.app().clock.now())) {
        std::int64_t tries = 0;
        for (const auto& day : one.history) tries += day.uses;
        rows.push_back(
            {{"id", to_string(one.id)},
             {"domain", one.domain},
             {"effect", visit.words(one.allow_with_approval ? "sign_up_requires_approval" : "sign_up_block")},
             {"tries", std::to_string(tries)}}
        );
    }
    return rows;
}

json::array address_rows(const Visit& visit, Transaction& tx)
{
    json::array rows;
    for (const auto& one : blocks::list_ips(tx, {.limit = most_listed}))
        rows.push_back(
            {{"id", to_string(one.id)},
             {"ip", one.ip},
             {"effect", visit.words(one.severity)},
             {"comment", one.comment},
             {"until", when(one.expires_at)}}
        );
    return rows;
}

awaitable<http::Response> show(Visit& visit, std::string_view problem)
{
    json::object values;
    co_await visit.app().tokens.operator_db().read([&](Transaction& tx) {
        values["mails"] = mail_rows(visit, tx);
        values["addresses"] = address_rows(visit, tx);
    });
    values["no_mails"] = values["mails"].as_array().empty();
    values["no_addresses"] = values["addresses"].as_array().empty();
    json::array effects;
    for (const auto severity : severities) effects.push_back({{"value", severity}, {"label", visit.words(severity)}});
    values["effects"] = std::move(effects);
    co_return page(visit, {.name = "blocks", .title = "blocks", .values = std::move(values), .problem = problem});
}

/// `body` returns the id of the block: names and addresses are no business of the audit log.
template <class Body> awaitable<result<void>> change(Visit& visit, std::string_view what, Body body)
{
    auto& app = visit.app();
    const auto outcome = co_await app.tokens.operator_db().transact([&](Transaction& tx) -> result<void> {
        const result<BlockId> id = body(tx);
        if (!id) return id.error();
        note(visit, tx, what, to_int(*id));
        return {};
    });
    app.notifier.notify(storage::channels::events); // other processes read the addresses again
    co_return outcome;
}

awaitable<http::Response> after(Visit& visit, const result<void>& outcome)
{
    if (outcome) co_return http::redirect("/console/blocks");
    if (outcome.error() == errc::not_found) co_return web::error_page(visit.ctx, 404);
    co_return co_await show(visit, outcome.error() == errc::already_exists ? "block_known" : "block_not_read");
}

result<blocks::IpBlock> address_in(const http::Params& params, Time now)
{
    blocks::IpBlock block;
    block.ip = text::trim(params.text_or("ip", ""));
    block.severity = params.text_or("effect", "");
    block.comment = text::trim(params.text_or("comment", ""));
    if (std::ranges::find(severities, block.severity) == severities.end()) return errc::invalid_argument;
    if (text::count_code_points(block.comment) > longest_comment) return errc::invalid_argument;
    if (const auto days = params.integer("days"); days && *days > 0)
        block.expires_at = now + std::chrono::days{std::min<std::int64_t>(*days, most_days)};
    return block;
}

} // namespace

awaitable<http::Response> sign_up_blocks(Visit& visit)
{
    return show(visit, "");
}

awaitable<http::Response> block_mail(Visit& visit)
{
    const auto& params = visit.ctx.params();
    auto domain = text::to_lower(text::trim(params.text_or("domain", "")));
    if (domain.starts_with('@')) domain.erase(0, 1);
    if (!social::is_email_address("a@" + domain)) co_return co_await show(visit, "block_not_read");
    const bool approval = params.flag("approval").value_or(false);
    const auto outcome = co_await change(visit, "email_domain_block.create", [&](Transaction& tx) {
        return blocks::add_email_domain(tx, domain, approval);
    });
    co_return co_await after(visit, outcome);
}

awaitable<http::Response> unblock_mail(Visit& visit)
{
    const auto id = visit.ctx.path_id<BlockId>("id");
    if (!id) co_return web::error_page(visit.ctx, 404);
    const auto outcome = co_await change(visit, "email_domain_block.delete", [&](Transaction& tx) -> result<BlockId> {
        if (auto gone = blocks::remove_email_domain(tx, *id); !gone) return gone.error();
        return *id;
    });
    co_return co_await after(visit, outcome);
}

awaitable<http::Response> block_address(Visit& visit)
{
    const auto wanted = address_in(visit.ctx.params(), visit.app().clock.now());
    if (!wanted) co_return co_await show(visit, "block_not_read");
    const auto outcome = co_await change(visit, "ip_block.create", [&](Transaction& tx) -> result<BlockId> {
        const auto made = blocks::add_ip(tx, *wanted);
        if (!made) return made.error();
        return made->id;
    });
    co_return co_await after(visit, outcome);
}

awaitable<http::Response> unblock_address(Visit& visit)
{
    const auto id = visit.ctx.path_id<BlockId>("id");
    if (!id) co_return web::error_page(visit.ctx, 404);
    const auto outcome = co_await change(visit, "ip_block.delete", [&](Transaction& tx) -> result<BlockId> {
        if (auto gone = blocks::remove_ip(tx, *id); !gone) return gone.error();
        return *id;
    });
    co_return co_await after(visit, outcome);
}

} // namespace rounds::console
