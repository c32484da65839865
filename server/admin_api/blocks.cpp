#include "server/admin_api/entities.hpp"
#include "server/admin_api/handlers.hpp"
#include "server/app/tokens.hpp"
#include "server/social/email_address.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

namespace rounds::admin_api {
namespace {

namespace blocks = storage::blocks;

constexpr int usual = 100;
constexpr int most = 200;

result<json::object> email_domain_json(Transaction& tx, BlockId id, Time now)
{
    const auto found = blocks::email_domains(tx, {id}, now);
    if (found.empty()) return errc::not_found;
    return email_domain_block(found.front());
}

/// "Example.org", "@example.org": the domain in lower case; invalid::domain for what cannot follow an "@".
result<std::string> mail_domain_of(const http::Params& params)
{
    auto domain = text::to_lower(text::trim(params.text_or("domain", "")));
    if (domain.starts_with('@')) domain.erase(0, 1);
    if (!social::is_email_address("a@" + domain)) return api::invalid::domain;
    return domain;
}

/// Of `email`, or as given in `canonical_email_hash`.
result<std::string> hash_of(const http::Params& params)
{
    const auto given = text::to_lower(params.text_or("canonical_email_hash", ""));
    if (!given.empty()) {
        const auto bytes = crypto::from_hex(given);
        if (!bytes || bytes->size() != 32) return errc::invalid_argument;
        return given;
    }
    const auto email = params.text_or("email", "");
    if (!social::is_email_address(email)) return errc::invalid_argument;
    return blocks::canonical_hash(email);
}

} // namespace

/// GET /api/v1/admin/email_domain_blocks
Answer list_email_domain_blocks(Context& ctx)
{
    const auto page = api::page_of(ctx.params(), usual, most);
    api::Edges edges;
    auto body = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) {
        const auto ids = blocks::list_email_domains(tx, page);
        if (!ids.empty()) edges = {.newest = to_int(ids.front()), .oldest = to_int(ids.back()), .rows = ids.size()};
        std::vector<std::string> pieces;
        for (const auto& one : blocks::email_domains(tx, ids, ctx.app().clock.now()))
            pieces.push_back(json::serialize(email_domain_block(one)));
        return api::json_list(pieces);
    });
    co_return api::paged(ctx, std::move(body), edges, page);
}

/// GET /api/v1/admin/email_domain_blocks/:id
Answer show_email_domain_block(Context& ctx)
{
    const auto id = ctx.path_id<BlockId>("id");
    if (!id) co_return fail(id.error());
    const auto body = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) {
        return email_domain_json(tx, *id, ctx.app().clock.now());
    });
    if (!body) co_return fail(body.error());
    co_return http::json_response(*body);
}

/// POST /api/v1/admin/email_domain_blocks with domain, allow_with_approval.
Answer create_email_domain_block(Context& ctx)
{
    const auto domain = mail_domain_of(ctx.params());
    if (!domain) co_return fail(domain.error());
    const bool approval = ctx.params().flag("allow_with_approval").value_or(false);
    const auto body = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) -> result<json::object> {
        const auto id = blocks::add_email_domain(tx, *domain, approval);
        if (!id) return id.error();
        moderation::note(tx, staff_of(ctx), "email_domain_block.create", "email_domain_block", to_int(*id));
        return email_domain_json(tx, *id, ctx.app().clock.now());
    });
    if (!body) co_return fail(body.error());
    co_return http::json_response(*body);
}

/// DELETE /api/v1/admin/email_domain_blocks/:id
Answer delete_email_domain_block(Context& ctx)
{
    const auto id = ctx.path_id<BlockId>("id");
    if (!id) co_return fail(id.error());
    const auto gone = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) -> result<void> {
        const auto removed = blocks::remove_email_domain(tx, *id);
        if (!removed) return removed;
        moderation::note(tx, staff_of(ctx), "email_domain_block.delete", "email_domain_block", to_int(*id));
        return {};
    });
    if (!gone) co_return fail(gone.error());
    co_return api::empty_answer();
}

/// GET /api/v1/admin/canonical_email_blocks
Answer list_canonical_email_blocks(Context& ctx)
{
    const auto page = api::page_of(ctx.params(), usual, most);
    const auto all = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) {
        return blocks::list_canonical(tx, page);
    });
    std::vector<std::string> pieces;
    for (const auto& one : all) pieces.push_back(json::serialize(canonical_email_block(one)));
    api::Edges edges;
    if (!all.empty()) edges = {.newest = to_int(all.front().id), .oldest = to_int(all.back().id), .rows = all.size()};
    co_return api::paged(ctx, api::json_list(pieces), edges, page);
}

/// GET /api/v1/admin/canonical_email_blocks/:id
Answer show_canonical_email_block(Context& ctx)
{
    const auto id = ctx.path_id<BlockId>("id");
    if (!id) co_return fail(id.error());
    const auto one = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) {
        return blocks::find_canonical(tx, *id);
    });
    if (!one) co_return fail(one.error());
    co_return http::json_response(canonical_email_block(*one));
}

/// POST /api/v1/admin/canonical_email_blocks with email or canonical_email_hash.
Answer create_canonical_email_block(Context& ctx)
{
    const auto hash = hash_of(ctx.params());
    if (!hash) co_return fail(hash.error());
    const auto one = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) {
        auto made = blocks::add_canonical(tx, *hash);
        if (made)
            moderation::note(
                tx, staff_of(ctx), "canonical_email_block.create", "canonical_email_block", to_int(made->id)
            );
        return made;
    });
    if (!one) co_return fail(one.error());
    co_return http::json_response(canonical_email_block(*one));
}

/// POST /api/v1/admin/canonical_email_blocks/test with email: the blocks that cover it.
Answer test_canonical_email(Context& ctx)
{
    const auto hash = hash_of(ctx.params());
    if (!hash) co_return fail(hash.error());
    const auto all = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) {
        return blocks::canonical_with(tx, *hash);
    });
    json::array list;
    for (const auto& one : all) list.push_back(canonical_email_block(one));
    co_return http::json_response(list);
}

/// DELETE /api/v1/admin/canonical_email_blocks/:id
Answer delete_canonical_email_block(Context& ctx)
{
    const auto id = ctx.path_id<BlockId>("id");
    if (!id) co_return fail(id.error());
    const auto gone = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) -> result<void> {
        const auto removed = blocks::remove_canonical(tx, *id);
        if (!removed) return removed;
        moderation::note(tx, staff_of(ctx), "canonical_email_block.delete", "canonical_email_block", to_int(*id));
        return {};
    });
    if (!gone) co_return fail(gone.error());
    co_return api::empty_answer();
}

} // namespace rounds::admin_api
