#include "server/oauth/token.hpp"

#include "server/app/app.hpp"
#include "server/app/tokens.hpp"
#include "server/oauth/client.hpp"
#include "server/oauth/pkce.hpp"
#include "server/oauth/redirects.hpp"
#include "server/oauth/scopes.hpp"
#include "storage/base/crypto.hpp"
#include "storage/channels.hpp"
#include "storage/tokens.hpp"

#include <chrono>

namespace rounds::oauth {
namespace {

using storage::Transaction;

/// A browser hands a code on at once; a person who copies it from a page needs longer (RFC 6749 section 4.1.2: at most
/// ten minutes). security.md N66.
std::chrono::seconds code_lifetime(std::string_view redirect_uri) noexcept
{
    return redirect_uri == out_of_band ? std::chrono::minutes{10} : std::chrono::seconds{60};
}

/// What became of a request: a token, or why not. Not a result, because a reused code must commit its revocation.
struct Outcome
{
    enum class Kind { granted, bad_client, bad_grant, bad_scope } kind = Kind::bad_grant;
    storage::AccessToken token = {};
    std::optional<AccountId> revoked_of = {};
};

struct CodeExchange
{
    ClientProof client;
    std::string code;
    std::string redirect_uri;
    std::string verifier;
};

bool proves(const CodeExchange& exchange, const storage::AuthorizationCode& code)
{
    if (code.challenge) return verifies(exchange.verifier, *code.challenge);
    // A verifier without a challenge means that someone took the challenge out of the request on its way (RFC
    // 9700 2.1.1).
    return exchange.verifier.empty();
}

Outcome exchange_code(Transaction& tx, const CodeExchange& exchange, std::string_view token, Time now)
{
    using Kind = Outcome::Kind;
    const auto app = check_client(tx, exchange.client);
    if (!app) return {Kind::bad_client};
    const auto code = storage::tokens::lock_code(tx, crypto::sha256(exchange.code));
    if (!code || code->app != app->id) return {Kind::bad_grant};
    if (code->used_at) {
        storage::tokens::revoke_by_code(tx, code->code_hash, now);
        return {.kind = Kind::bad_grant, .revoked_of = code->account};
    }
    if (now >= code->created_at + code_lifetime(code->redirect_uri) || code->redirect_uri != exchange.redirect_uri ||
        !proves(exchange, *code))
        return {Kind::bad_grant};

    storage::tokens::mark_code_used(tx, code->code_hash, now);
    Outcome outcome{Kind::granted};
    outcome.token.token_hash = crypto::sha256(token);
    outcome.token.app = app->id;
    outcome.token.account = code->account;
    outcome.token.scopes = code->scopes;
    outcome.token.code_hash = code->code_hash;
    outcome.token.created_at = now;
    outcome.token.id = storage::tokens::add(tx, outcome.token);
    return outcome;
}

Outcome
grant_to_app(Transaction& tx, const ClientProof& client, std::string_view scope, std::string_view token, Time now)
{
    using Kind = Outcome::Kind;
    const auto app = check_client(tx, client);
    if (!app) return {Kind::bad_client};
    const auto scopes = parse_scopes(scope);
    if (!scopes || !within(*scopes, app->scopes)) return {Kind::bad_scope};
    Outcome outcome{Kind::granted};
    outcome.token.token_hash = crypto::sha256(token);
    outcome.token.app = app->id;
    outcome.token.scopes = *scopes;
    outcome.token.created_at = now;
    outcome.token.id = storage::tokens::add(tx, outcome.token);
    return outcome;
}

http::Response answer(const app::Context& ctx, const Outcome& outcome, std::string_view token)
{
    switch (outcome.kind) {
    case Outcome::Kind::granted: {
        json::object body;
        body["access_token"] = token;
        body["token_type"] = "Bearer";
        body["scope"] = outcome.token.scopes;
        const auto created = outcome.token.created_at.time_since_epoch();
        body["created_at"] = std::chrono::floor<std::chrono::seconds>(created).count();
        return http::json_response(body);
    }
    case Outcome::Kind::bad_client:
        return invalid_client(ctx);
    case Outcome::Kind::bad_scope:
        return oauth_error(400, "invalid_scope", "The requested scope is invalid, unknown, or malformed.");
    case Outcome::Kind::bad_grant:
        break;
    }
    return oauth_error(
        400,
        "invalid_grant",
        "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the "
        "authorization request, or was issued to another client."
    );
}

} // namespace

boost::asio::awaitable<http::Response> issue_token(app::Context& ctx)
{
    const auto& params = ctx.params();
    const auto client = client_proof(ctx);
    const auto grant_type = params.text_or("grant_type", "");
    const auto token = crypto::random_token();
    const auto now = ctx.app().clock.now();
    auto& db = ctx.app().db;
    Outcome outcome;
    if (grant_type == "authorization_code") {
        CodeExchange exchange;
        exchange.client = client;
        exchange.code = params.text_or("code", "");
        exchange.redirect_uri = params.text_or("redirect_uri", "");
        exchange.verifier = params.text_or("code_verifier", "");
        outcome = co_await db.transact([&](Transaction& tx) { return exchange_code(tx, exchange, token, now); });
    } else if (grant_type == "client_credentials") {
        const auto scope = params.text_or("scope", "");
        outcome = co_await db.transact([&](Transaction& tx) { return grant_to_app(tx, client, scope, token, now); });
    } else if (grant_type.empty()) {
        co_return oauth_error(400, "invalid_request", "Missing required parameter: grant_type.");
    } else {
        co_return oauth_error(
            400, "unsupported_grant_type", "The authorization grant type is not supported by the authorization server."
        );
    }
    if (outcome.revoked_of) {
        ctx.app().tokens.forget(*outcome.revoked_of);
        ctx.app().notifier.notify(storage::channels::events);
    }
    co_return answer(ctx, outcome, token);
}

boost::asio::awaitable<http::Response> revoke_token(app::Context& ctx)
{
    const auto client = client_proof(ctx);
    const auto hash = crypto::sha256(ctx.params().text_or("token", ""));
    const auto now = ctx.app().clock.now();
    std::optional<TokenId> revoked;
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) -> result<void> {
        const auto app = check_client(tx, client);
        if (!app) return app.error();
        const auto token = storage::tokens::find_by_hash(tx, hash);
        if (!token) return {};
        if (token->app != app->id) return errc::unauthorized;
        storage::tokens::revoke(tx, token->id, now);
        revoked = token->id;
        return {};
    });
    if (!done) co_return oauth_error(403, "unauthorized_client", "You are not authorized to revoke this token");
    if (revoked) {
        ctx.app().tokens.forget(*revoked);
        ctx.app().notifier.notify(storage::channels::events); // its sockets close now
    }
    co_return http::json_response(json::object{});
}

} // namespace rounds::oauth
