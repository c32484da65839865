#include "server/app/sign_up.hpp"

#include "server/app/app.hpp"
#include "server/app/letters.hpp"

namespace rounds::app {
namespace {

using storage::Transaction;

/// Somebody was faster between the check and the writing.
social::FieldFault lost_race(const boost::system::error_code& error)
{
    if (error == errc::not_found) return {"invite_code", "ERR_INVALID", "has been used up"};
    return {"username", "ERR_TAKEN", "is already in use"};
}

result<social::Admitted> write(
    Transaction& tx,
    App& app,
    const social::SignUpForm& form,
    const std::string& password_hash,
    const std::optional<social::SignUpToken>& token
)
{
    const auto now = app.clock.now();
    auto row = social::ask_for_account(tx, sign_up_rules(app.config), form, password_hash, token, now);
    if (!row) return row.error();
    if (row->unconfirmed() && may_mail(app, row->email))
        send_letter(tx, app, {.kind = "confirm_sign_up", .sign_up = row->id});
    return social::admit(tx, app.urls, app.keyring, std::move(*row), now);
}

} // namespace

asio::awaitable<SignUpOutcome>
sign_up(App& app, const social::SignUpForm& form, std::optional<social::SignUpToken> token)
{
    SignUpOutcome outcome;
    const auto rules = sign_up_rules(app.config);
    outcome.faults = co_await app.db.transact([&](Transaction& tx) {
        return social::check_sign_up(tx, rules, form, app.clock.now());
    });
    if (!outcome.faults.empty()) co_return outcome;
    const auto hash = co_await app.passwords.hash(form.password);
    if (!hash) {
        outcome.error = hash.error();
        co_return outcome;
    }
    auto admitted = co_await app.db.transact([&](Transaction& tx) { return write(tx, app, form, *hash, token); });
    if (!admitted) {
        outcome.faults.push_back(lost_race(admitted.error()));
        co_return outcome;
    }
    outcome.sign_up = std::move(admitted->sign_up);
    outcome.account = std::move(admitted->account);
    co_return outcome;
}

result<social::Admitted> approve_sign_up(Transaction& tx, App& app, SignUpId id)
{
    auto admitted = social::approve_sign_up(tx, app.urls, app.keyring, id, app.clock.now());
    if (admitted && admitted->account) send_letter(tx, app, {.kind = "admitted", .account = admitted->account->id});
    return admitted;
}

result<void> reject_sign_up(Transaction& tx, App& app, SignUpId id)
{
    const auto row = storage::sign_ups::lock(tx, id);
    if (!row) return row.error();
    if (!row->unconfirmed()) send_letter(tx, app, {.kind = "rejected", .to = row->email, .locale = row->locale});
    storage::sign_ups::remove(tx, id);
    return {};
}

} // namespace rounds::app
