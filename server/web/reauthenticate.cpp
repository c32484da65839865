#include "server/web/reauthenticate.hpp"

#include "server/app/app.hpp"
#include "server/app/tokens.hpp"
#include "server/web/key_form.hpp"
#include "server/web/second_factor.hpp"
#include "server/web/sign_on.hpp"
#include "server/web/words.hpp"
#include "storage/accounts.hpp"
#include "storage/channels.hpp"
#include "storage/sessions.hpp"
#include "storage/tokens.hpp"

namespace rounds::web {
namespace {

using storage::Transaction;

bool may_try_password(const app::Context& ctx)
{
    const http::RateLimiter::Rule rule{ctx.app().config.limits.logins_per_5min, std::chrono::minutes{5}};
    return ctx.app().limits.hit("password:" + to_string(ctx.account_id()), rule).allowed;
}

Proof refused(std::string_view problem)
{
    Proof proof;
    proof.problem_key = problem;
    return proof;
}

Proof broken(unsigned status)
{
    Proof proof;
    proof.status = status;
    return proof;
}

} // namespace

boost::asio::awaitable<Proof> reauthenticate(app::Context& ctx)
{
    auto& app = ctx.app();
    const auto account = ctx.account_id();
    const auto password = ctx.params().text_or("current_password", "");
    if (password.size() > social::longest_password) co_return broken(400);
    if (!may_try_password(ctx)) co_return broken(429);
    auto user = co_await app.db.transact([&](Transaction& tx) { return storage::accounts::find_user(tx, account); });
    if (!user) co_return broken(400);
    if (user->password_hash.empty()) {
        if (!signed_on_just_now(ctx, account)) co_return refused("proof_sign_on");
    } else {
        if (password.empty()) co_return refused("proof_password_missing");
        const auto verdict = co_await app.passwords.verify(password, user->password_hash);
        if (!verdict) co_return broken(verdict.error() == errc::too_many ? 429 : 503);
        if (!verdict->correct) co_return refused("proof_password_wrong");
    }
    if (user->second_factor_at) {
        if (!may_try_code(ctx, account)) co_return broken(429);
        const bool right = co_await app.db.transact([&](Transaction& tx) {
            return check_factor(tx, ctx, account, social::KeyUse::confirm);
        });
        if (!right) co_return refused("proof_code_wrong");
    }
    Proof proof;
    proof.user = std::move(*user);
    co_return proof;
}

void end_other_access(Transaction& tx, const app::Context& ctx)
{
    const auto account = ctx.account_id();
    storage::sessions::remove_others(tx, account, crypto::sha256(ctx.viewer()->session_secret));
    storage::tokens::revoke_of(tx, account, std::nullopt, ctx.app().clock.now());
}

void forget_access(const app::Context& ctx)
{
    ctx.app().tokens.forget(ctx.account_id());
    ctx.app().notifier.notify(storage::channels::events); // open streams close now
}

} // namespace rounds::web
