#include "server/workers/letter_text.hpp"

#include "server/app/config.hpp"
#include "server/app/letters.hpp"
#include "server/mail/letters.hpp"
#include "server/social/full_name.hpp"
#include "storage/accounts.hpp"
#include "storage/base/crypto.hpp"
#include "storage/erasure.hpp"
#include "storage/logins.hpp"
#include "storage/received.hpp"
#include "storage/sign_ups.hpp"

namespace rounds::workers {
namespace {

using storage::Transaction;
namespace logins = storage::logins;

/// Whether there is anybody to write to, and a reason.
enum class Reason { given, gone };

Reason reason_if(bool given)
{
    return given ? Reason::given : Reason::gone;
}

/// A letter while its parts come together.
struct Draft
{
    const app::App& app;
    Transaction& tx;
    std::string kind;
    std::string to{};
    std::string locale{};
    json::object words{};

    void name(const std::string& username) { words["username"] = username; }

    /// A link that works once, for whom it is sent to.
    void link(std::string_view path, logins::EmailToken token, std::chrono::seconds lifetime)
    {
        const auto now = app.clock.now();
        const auto secret = crypto::random_token();
        token.email = to;
        logins::add_token(tx, crypto::sha256(secret), token, now, now + lifetime);
        words["link"] = app.urls.base() + std::string(path) + "?token=" + secret;
    }
    [[nodiscard]] std::chrono::seconds confirm_lifetime() const
    {
        return std::chrono::hours(app.config.accounts.confirm_hours);
    }
};

bool to_sign_up(Draft& draft, SignUpId id)
{
    const auto row = storage::sign_ups::find(draft.tx, id);
    if (!row || !row->unconfirmed()) return false;
    draft.to = row->email;
    draft.locale = row->locale;
    draft.name(row->username);
    // Only the owner of the address learns that there is an account already.
    if (storage::accounts::find_user_by_email(draft.tx, row->email)) {
        draft.kind = "already_registered";
        return true;
    }
    draft.words["hours"] = draft.app.config.accounts.confirm_hours;
    draft.words["approval"] = row->unapproved();
    draft.link("/auth/confirm", {.purpose = "sign_up", .sign_up = id}, draft.confirm_lifetime());
    return true;
}

bool confirm_address(Draft& draft, const storage::User& user)
{
    const bool changing = !user.new_email.empty();
    if (!changing && user.confirmed_at) return false;
    draft.to = changing ? user.new_email : user.email;
    const auto holder = storage::accounts::find_user_by_email(draft.tx, draft.to);
    if (holder && holder->account != user.account) {
        draft.kind = "already_registered";
        return true;
    }
    draft.words["hours"] = draft.app.config.accounts.confirm_hours;
    draft.link("/auth/confirm_address", {.purpose = "address", .account = user.account}, draft.confirm_lifetime());
    return true;
}

bool to_person(Draft& draft, const storage::User& user, const storage::Account& account)
{
    draft.to = user.email;
    draft.locale = user.locale;
    draft.name(account.username);
    draft.words["full_name"] =
        social::looks_like_full_name(account.display_name) || social::looks_like_full_name(account.username);
    return draft.kind != "confirm_address" || confirm_address(draft, user);
}

bool reset_password(Draft& draft, const std::string& address)
{
    const auto user = storage::accounts::find_user_by_email(draft.tx, address);
    if (!user || user->disabled_at) return false;
    const auto account = storage::accounts::find(draft.tx, user->account);
    if (!account || !account->usable()) return false;
    draft.to = user->email;
    draft.locale = user->locale;
    draft.name(account->username);
    draft.words["minutes"] = draft.app.config.accounts.reset_minutes;
    const auto lifetime = std::chrono::minutes(draft.app.config.accounts.reset_minutes);
    draft.link("/auth/password/new", {.purpose = "password", .account = user->account}, lifetime);
    return true;
}

/// What is left here and elsewhere of somebody who left, as it is now (45 CFR 164.526 has no such right; GDPR article
/// 17 and 19 do: who was told, and who confirmed).
void tell_receipt(Draft& draft, const json::object& payload)
{
    constexpr int most = 10'000;
    const auto* given = object_at(payload, "words");
    const auto id = given == nullptr ? std::nullopt : parse_id<AccountId>(string_at(*given, "account_id"));
    if (!id) return;
    const auto rest = storage::erasure::rest_of(draft.tx, *id);
    if (!rest || !rest->deleted_at) return;
    std::string confirmed;
    std::string open;
    for (const auto& one : storage::received::receivers_from(draft.tx, *id, most)) {
        if (one.open())
            open += "\n- " + one.host;
        else if (one.recall == "done")
            confirmed += "\n- " + one.host;
    }
    draft.words["when"] = app::letter_time(*rest->deleted_at);
    draft.words["left"] = rest->posts + rest->files + rest->data_keys > 0;
    draft.words["none_told"] = confirmed.empty() && open.empty();
    draft.words["confirmed"] = confirmed;
    draft.words["open"] = open;
}

result<Reason> address(Draft& draft, const json::object& payload)
{
    if (const auto id = parse_id<SignUpId>(string_at(payload, "sign_up"))) return reason_if(to_sign_up(draft, *id));
    if (const auto sealed = crypto::from_base64(string_at(payload, "to")); sealed && !sealed->empty()) {
        const auto opened = draft.app.secrets.open(*sealed, app::letter_address);
        if (!opened) return errc::invalid_argument;
        if (draft.kind == "reset_password") return reason_if(reset_password(draft, *opened));
        draft.to = *opened;
        draft.locale = string_at(payload, "locale");
        if (draft.kind == "erasure_receipt") tell_receipt(draft, payload);
        return Reason::given;
    }
    const auto id = parse_id<AccountId>(string_at(payload, "account"));
    if (!id) return errc::invalid_argument;
    const auto user = storage::accounts::find_user(draft.tx, *id);
    const auto account = storage::accounts::find(draft.tx, *id);
    if (!user || !account) return Reason::gone;
    return reason_if(to_person(draft, *user, *account));
}

} // namespace

result<std::optional<mail::Mail>> write_mail(const app::App& app, Transaction& tx, const json::object& payload)
{
    Draft draft{.app = app, .tx = tx, .kind = std::string(string_at(payload, "letter"))};
    if (draft.kind.empty()) return errc::invalid_argument;
    const auto& instance = app.config.instance;
    draft.words["instance"] = instance.title;
    draft.words["domain"] = instance.domain;
    draft.words["base"] = app.urls.base();
    draft.words["contact"] = instance.contact_email;
    if (const auto* words = payload.if_contains("words"); words != nullptr && words->is_object())
        for (const auto& [key, value] : words->get_object()) draft.words[key] = value;
    const auto addressed = address(draft, payload);
    if (!addressed) return addressed.error();
    if (*addressed == Reason::gone) return std::optional<mail::Mail>{};
    auto text = mail::write_letter(draft.kind, draft.locale, draft.words);
    mail::Mail mail;
    mail.to = draft.to;
    mail.subject = std::move(text.subject);
    mail.body = std::move(text.body);
    return std::optional(std::move(mail));
}

} // namespace rounds::workers
