#include "server/admin_api/entities.hpp"
#include "server/admin_api/handlers.hpp"
#include "server/app/tokens.hpp"
#include "storage/base/url.hpp"
#include "storage/channels.hpp"

#include <boost/json/serialize.hpp>

namespace rounds::admin_api {
namespace {

namespace policies = storage::domain_policies;
using policies::DomainPolicy;
using policies::Kind;

constexpr int usual = 100;
constexpr int most = 200;

/// In lower case; invalid::domain when it is none.
result<std::string> domain_of(const http::Params& params)
{
    const auto written = params.text_or("domain", "");
    const auto url = parse_url("https://" + written + "/");
    if (!url || url->target != "/" || written.size() > 255) return api::invalid::domain;
    return url->authority();
}

json::object entity(Kind kind, const DomainPolicy& one)
{
    return kind == Kind::allowed ? domain_allow(one) : domain_block(one);
}

Answer list(Context& ctx, Kind kind)
{
    const auto page = api::page_of(ctx.params(), usual, most);
    const auto all = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) {
        return policies::list(tx, kind, page);
    });
    std::vector<std::string> pieces;
    api::Edges edges;
    for (const auto& one : all) pieces.push_back(json::serialize(entity(kind, one)));
    if (!all.empty()) edges = {.newest = to_int(all.front().id), .oldest = to_int(all.back().id), .rows = all.size()};
    co_return api::paged(ctx, api::json_list(pieces), edges, page);
}

Answer show(Context& ctx, Kind kind)
{
    const auto id = ctx.path_id<DomainPolicyId>("id");
    if (!id) co_return fail(id.error());
    const auto one = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) {
        return policies::find(tx, kind, *id);
    });
    if (!one) co_return fail(one.error());
    co_return http::json_response(entity(kind, *one));
}

/// The rules take effect in this process before it answers, and in the others as soon as they hear of it.
void make_known(app::App& app, Transaction& tx)
{
    app.trust.reload(tx);
}

Answer remove(Context& ctx, Kind kind)
{
    const auto id = ctx.path_id<DomainPolicyId>("id");
    if (!id) co_return fail(id.error());
    auto& app = ctx.app();
    const auto gone = co_await app.tokens.operator_db().transact([&](Transaction& tx) -> result<DomainPolicy> {
        auto one = policies::find(tx, kind, *id);
        if (!one) return one;
        const auto removed = policies::remove(tx, kind, *id);
        if (!removed) return removed.error();
        moderation::note(
            tx,
            staff_of(ctx),
            kind == Kind::allowed ? "domain_allow.delete" : "domain_block.delete",
            "domain",
            to_int(*id)
        );
        make_known(app, tx);
        return one;
    });
    if (!gone) co_return fail(gone.error());
    app.notifier.notify(storage::channels::policies);
    if (kind == Kind::allowed) co_return http::json_response(domain_allow(*gone));
    co_return api::empty_answer();
}

/// What the request says about a block; the rest stays as it is.
result<DomainPolicy> changed(DomainPolicy policy, const http::Params& params)
{
    if (const auto severity = params.text("severity")) {
        policy.policy = policy_of(*severity);
        if (policy.policy.empty()) return errc::invalid_argument;
    }
    policy.reject_media = params.flag("reject_media").value_or(policy.reject_media);
    policy.reject_reports = params.flag("reject_reports").value_or(policy.reject_reports);
    policy.obfuscate = params.flag("obfuscate").value_or(policy.obfuscate);
    policy.public_comment = params.text_or("public_comment", policy.public_comment);
    policy.private_comment = params.text_or("private_comment", policy.private_comment);
    return policy;
}

/// Mastodon's answer to a second block of a domain.
Response existing(const DomainPolicy& policy)
{
    json::object body;
    body["error"] = "You have already imposed stricter limits on " + policy.domain + ".";
    body["existing_domain_block"] = domain_block(policy);
    return http::json_response(body, 422);
}

} // namespace

/// GET /api/v1/admin/domain_allows
Answer list_domain_allows(Context& ctx)
{
    return list(ctx, Kind::allowed);
}

/// GET /api/v1/admin/domain_allows/:id
Answer show_domain_allow(Context& ctx)
{
    return show(ctx, Kind::allowed);
}

/// POST /api/v1/admin/domain_allows with domain. What was said against it before is forgotten; twice is no error.
Answer create_domain_allow(Context& ctx)
{
    const auto domain = domain_of(ctx.params());
    if (!domain) co_return fail(domain.error());
    auto& app = ctx.app();
    const auto made = co_await app.tokens.operator_db().transact([&](Transaction& tx) {
        if (const auto known = policies::find_by_domain(tx, *domain); known && known->policy == "allow") return *known;
        DomainPolicy wanted;
        wanted.domain = *domain;
        wanted.policy = "allow";
        auto row = policies::put(tx, wanted);
        moderation::note(tx, staff_of(ctx), "domain_allow.create", "domain", to_int(row.id));
        make_known(app, tx);
        return row;
    });
    app.notifier.notify(storage::channels::policies);
    co_return http::json_response(domain_allow(made));
}

/// DELETE /api/v1/admin/domain_allows/:id
Answer delete_domain_allow(Context& ctx)
{
    return remove(ctx, Kind::allowed);
}

/// GET /api/v1/admin/domain_blocks
Answer list_domain_blocks(Context& ctx)
{
    return list(ctx, Kind::restricted);
}

/// GET /api/v1/admin/domain_blocks/:id
Answer show_domain_block(Context& ctx)
{
    return show(ctx, Kind::restricted);
}

/// POST /api/v1/admin/domain_blocks with domain, severity (silence, suspend, noop), reject_media, reject_reports,
/// private_comment, public_comment, obfuscate. 422 when there is one for the domain.
Answer create_domain_block(Context& ctx)
{
    const auto domain = domain_of(ctx.params());
    if (!domain) co_return fail(domain.error());
    auto& app = ctx.app();
    DomainPolicy empty;
    empty.domain = *domain;
    empty.policy = "limit";
    const auto wanted = changed(empty, ctx.params());
    if (!wanted) co_return fail(wanted.error());
    std::optional<DomainPolicy> known;
    const auto made = co_await app.tokens.operator_db().transact([&](Transaction& tx) -> result<DomainPolicy> {
        known.reset();
        const auto before = policies::find_by_domain(tx, *domain);
        if (before && before->policy != "allow") {
            known = *before;
            return errc::already_exists;
        }
        auto row = policies::put(tx, *wanted);
        moderation::note(tx, staff_of(ctx), "domain_block.create", "domain", to_int(row.id), severity_of(row.policy));
        make_known(app, tx);
        return row;
    });
    if (known) co_return existing(*known);
    if (!made) co_return fail(made.error());
    app.notifier.notify(storage::channels::policies);
    co_return http::json_response(domain_block(*made));
}

/// PUT /api/v1/admin/domain_blocks/:id
Answer update_domain_block(Context& ctx)
{
    const auto id = ctx.path_id<DomainPolicyId>("id");
    if (!id) co_return fail(id.error());
    auto& app = ctx.app();
    const auto made = co_await app.tokens.operator_db().transact([&](Transaction& tx) -> result<DomainPolicy> {
        const auto before = policies::find(tx, Kind::restricted, *id);
        if (!before) return before.error();
        const auto wanted = changed(*before, ctx.params());
        if (!wanted) return wanted.error();
        auto row = policies::change(tx, *wanted);
        if (!row) return row;
        moderation::note(tx, staff_of(ctx), "domain_block.update", "domain", to_int(*id), severity_of(row->policy));
        make_known(app, tx);
        return row;
    });
    if (!made) co_return fail(made.error());
    app.notifier.notify(storage::channels::policies);
    co_return http::json_response(domain_block(*made));
}

/// DELETE /api/v1/admin/domain_blocks/:id
Answer delete_domain_block(Context& ctx)
{
    return remove(ctx, Kind::restricted);
}

} // namespace rounds::admin_api
