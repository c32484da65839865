#include "server/web/settings_keys.hpp"

#include "server/app/app.hpp"
#include "server/social/security_keys.hpp"
#include "server/web/factor_page.hpp"
#include "server/web/forms.hpp"
#include "server/web/key_form.hpp"
#include "server/web/notice.hpp"
#include "server/web/page.hpp"
#include "server/web/reauthenticate.hpp"
#include "server/web/second_factor.hpp"
#include "storage/base/text.hpp"
#include "storage/logins.hpp"

namespace rounds::web {
namespace {

using social::KeyCheck;
using storage::Transaction;

constexpr std::size_t longest_credential = 64UL * 1024;

/// What the key calls the person: it tells nothing about them (WebAuthn level 2, section 14.6.1).
std::string user_handle(const app::Context& ctx)
{
    return crypto::to_base64url(crypto::sha256("security key of " + to_string(ctx.account_id())));
}

http::Response registration(const app::Context& ctx, const FactorState& state)
{
    const auto& app = ctx.app();
    const auto challenge = social::make_challenge(app.secrets, social::KeyUse::add, ctx.account_id(), app.clock.now());
    std::string algorithms;
    for (const int one : webauthn::algorithms) algorithms += (algorithms.empty() ? "" : " ") + std::to_string(one);
    FormPage page{.name = "security_key", .title = "key_add", .script = key_script};
    page.values["challenge"] = crypto::to_base64url(challenge);
    page.values["ids"] = key_ids(state.keys);
    page.values["party"] = webauthn::party_of(app.urls.base()).id;
    page.values["site"] = app.config.instance.title;
    page.values["user"] = user_handle(ctx);
    page.values["person"] = state.username + '@' + app.urls.domain();
    page.values["algorithms"] = algorithms;
    return form_page(ctx, std::move(page));
}

struct NewKey
{
    std::string name;
    std::string client_data;
    std::string attestation;
};

std::optional<NewKey> read_new_key(const app::Context& ctx)
{
    const auto parsed = parse_json(ctx.params().text_or("credential", ""), longest_credential);
    if (!parsed || !parsed->is_object()) return std::nullopt;
    auto client_data = crypto::from_base64(string_at(parsed->get_object(), "client_data"));
    auto attestation = crypto::from_base64(string_at(parsed->get_object(), "attestation"));
    if (!client_data || !attestation) return std::nullopt;
    NewKey key;
    key.name = text::trim(ctx.params().text_or("name", ""));
    if (key.name.empty()) key.name = word(language_of(ctx), "key_name");
    key.client_data = std::move(*client_data);
    key.attestation = std::move(*attestation);
    return key;
}

} // namespace

boost::asio::awaitable<http::Response> begin_key(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto state = co_await load_factors(ctx);
    const auto proof = co_await reauthenticate(ctx);
    if (proof.status != 0) co_return error_page(ctx, proof.status);
    if (!proof.user) co_return factor_overview(ctx, state, proof.problem_key);
    co_return registration(ctx, state);
}

boost::asio::awaitable<http::Response> confirm_key(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto& app = ctx.app();
    const auto account = ctx.account_id();
    const auto state = co_await load_factors(ctx);
    if (!may_try_code(ctx, account)) co_return error_page(ctx, 429);
    const auto key = read_new_key(ctx);
    if (!key) co_return factor_overview(ctx, state, "key_refused");
    const auto party = webauthn::party_of(app.urls.base());
    std::vector<std::string> codes;
    const auto checked = co_await app.db.transact([&](Transaction& tx) {
        const auto outcome = social::add_security_key(
            tx, app.secrets, party, account, key->name, key->client_data, key->attestation, app.clock.now()
        );
        if (outcome != KeyCheck::right) return outcome;
        codes = first_codes(tx, state, account);
        end_other_access(tx, ctx);
        tell_factor_changed(tx, ctx, "key_added");
        return outcome;
    });
    if (checked != KeyCheck::right) co_return factor_overview(ctx, state, "key_refused");
    forget_access(ctx);
    if (codes.empty()) co_return factors_changed(ctx, "key_added");
    co_return show_recovery_codes(ctx, codes);
}

boost::asio::awaitable<http::Response> remove_key(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto id = ctx.path_id<SecurityKeyId>("id");
    if (!id) co_return error_page(ctx, 404);
    const auto account = ctx.account_id();
    const auto state = co_await load_factors(ctx);
    if (must_keep_last(ctx, state)) co_return error_page(ctx, 403, word(language_of(ctx), "factor_kept"));
    const auto proof = co_await reauthenticate(ctx);
    if (proof.status != 0) co_return error_page(ctx, proof.status);
    if (!proof.user) co_return factor_overview(ctx, state, proof.problem_key);
    const auto removed = co_await ctx.app().db.transact([&](Transaction& tx) -> result<void> {
        storage::logins::lock_factors(tx, account);
        if (auto gone = storage::security_keys::remove(tx, account, *id); !gone) return gone;
        return finish_removal(tx, ctx, state, "key_removed");
    });
    if (removed.has_error() && removed.error() == errc::not_found) co_return factor_overview(ctx, state, "key_gone");
    if (!removed) co_return error_page(ctx, 403, word(language_of(ctx), "factor_kept"));
    forget_access(ctx);
    co_return factors_changed(ctx, "key_removed");
}

} // namespace rounds::web
