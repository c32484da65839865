#include "server/knowledge/credentials.hpp"

#include "server/rounds_api/describe.hpp"
#include "server/rounds_api/forms.hpp"
#include "server/rounds_api/handlers.hpp"
#include "storage/base/text.hpp"
#include "storage/credentials.hpp"

#include <boost/json/serialize.hpp>

namespace rounds::rounds_api {
namespace {

using storage::Account;

} // namespace

/// POST /credentials: this instance vouches for one of its accounts. By moderators and administrators.
Answer issue_credential(Context& ctx)
{
    const auto account = parse_id<AccountId>(ctx.params().text_or("account_id", ""));
    if (!account) co_return invalid("account_id");
    knowledge::CredentialForm form;
    if (const auto wrong = read_credential(ctx.params(), form); !wrong.empty()) co_return invalid(wrong);
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx, const Account&) -> result<json::value> {
        const auto subject = storage::accounts::find(tx, *account);
        if (!subject) return errc::invalid_argument;
        const auto issuer = storage::accounts::find_by_uri(tx, ctx.app().urls.base() + "/actor");
        if (!issuer) return issuer.error();
        const auto issued =
            knowledge::issue_credential(tx, ctx.app().urls, ctx.app().keyring, *issuer, *subject, form, now);
        if (!issued) return issued.error();
        return credential_json(*issued);
    };
    // All else was judged before: what is left is an account that is not of this instance.
    co_return co_await act(ctx, body, "account_id");
}

/// DELETE /credentials/:id: its document answers 410 from then on.
Answer revoke_credential(Context& ctx)
{
    const auto id = ctx.path_id<CredentialId>("id");
    if (!id) co_return app::problem(id.error());
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx, const Account&) -> result<json::value> {
        const auto done = knowledge::revoke_credential(tx, *id, now);
        if (!done) return done.error();
        const auto credential = storage::credentials::find(tx, *id);
        if (!credential) return credential.error();
        return credential_json(*credential);
    };
    co_return co_await act(ctx, body);
}

/// GET {base}/credentials/:id: the signed Verifiable Credential; 410 when it was revoked.
Answer show_credential(Context& ctx)
{
    const auto id = ctx.path_id<CredentialId>("id");
    if (!id) co_return app::problem(id.error());
    const auto found = co_await ctx.app().db.transact([&](Transaction& tx) -> result<storage::Credential> {
        auto credential = storage::credentials::find(tx, *id);
        if (credential && credential->revoked_at) return errc::gone;
        return credential;
    });
    if (!found) co_return app::problem(found.error());
    Response response;
    response.content_type = "application/vc"; // VC Data Model 2.0, appendix C.1
    response.body = json::serialize(found->document);
    // Revoking must be seen soon, wherever it is kept.
    response.headers.set("Cache-Control", "public, max-age=300");
    co_return response;
}

/// GET {base}/credentials/status/:list: which credentials of this instance were revoked, as a signed credential (W3C
/// Bitstring Status List). Whoever reads it learns of all, and tells nobody whom they look at.
Answer show_status_list(Context& ctx)
{
    const auto number = text::parse_int(ctx.path_text("list"));
    if (!number) co_return app::problem(errc::not_found);
    const auto now = ctx.app().clock.now();
    const auto list = co_await ctx.app().db.read([&](Transaction& tx) -> result<json::object> {
        const auto issuer = storage::accounts::find_by_uri(tx, ctx.app().urls.base() + "/actor");
        if (!issuer) return issuer.error();
        return knowledge::signed_status_list(tx, ctx.app().urls, ctx.app().keyring, *issuer, *number, now);
    });
    if (!list) co_return app::problem(list.error());
    Response response;
    response.content_type = "application/vc";
    response.body = json::serialize(*list);
    response.headers.set("Cache-Control", "public, max-age=300");
    co_return response;
}

} // namespace rounds::rounds_api
