#include "server/social/sign_up.hpp"

#include "server/social/email_address.hpp"
#include "server/social/passwords.hpp"
#include "storage/accounts.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/text.hpp"
#include "storage/blocks.hpp"
#include "storage/logins.hpp"
#include "storage/tokens.hpp"

#include <array>
#include <fmt/format.h>

namespace rounds::social {
namespace {

constexpr std::size_t longest_reason = 2000;
constexpr std::size_t longest_display_name = 30;
constexpr std::size_t longest_username = 30;

/// Collects what is wrong.
class Faults
{
public:
    void add(std::string_view field, std::string_view code, std::string description)
    {
        all_.push_back({std::string(field), std::string(code), std::move(description)});
    }
    void blank(std::string_view field) { add(field, "ERR_BLANK", "can't be blank"); }
    [[nodiscard]] bool has(std::string_view field) const
    {
        return std::ranges::find(all_, field, &FieldFault::field) != all_.end();
    }
    [[nodiscard]] std::vector<FieldFault> take() { return std::move(all_); }

private:
    std::vector<FieldFault> all_;
};

void check_username(Transaction& tx, const SignUpRules& rules, const std::string& name, Faults& faults)
{
    if (name.empty()) return faults.blank("username");
    if (name.size() > longest_username)
        return faults.add(
            "username", "ERR_TOO_LONG", fmt::format("is too long (maximum is {} characters)", longest_username)
        );
    auto reserved = official_names();
    reserved.insert(reserved.end(), rules.reserved_names.begin(), rules.reserved_names.end());
    if (storage::sign_ups::looks_like(tx, name, reserved))
        return faults.add("username", "ERR_RESERVED", "is reserved, or looks like a name that is");
    if (!is_username(name))
        return faults.add("username", "ERR_INVALID", "must contain only letters, numbers and underscores");
    if (storage::accounts::find_by_handle(tx, name, std::nullopt) || storage::sign_ups::find_by_username(tx, name))
        return faults.add("username", "ERR_TAKEN", "is already in use");
    if (storage::sign_ups::looks_taken(tx, name))
        faults.add("username", "ERR_TAKEN", "looks like the name of somebody else here");
}

void check_email(Transaction& tx, const SignUpRules& rules, const std::string& email, Faults& faults)
{
    if (email.empty()) return faults.blank("email");
    if (!is_email_address(email)) return faults.add("email", "ERR_INVALID", "is not a valid e-mail address");
    // Where mail is sent, its owner is told; a stranger learns nothing of whose address is known here.
    if (!rules.confirm && storage::accounts::find_user_by_email(tx, email))
        faults.add("email", "ERR_TAKEN", "is already in use");
}

void check_password(const SignUpForm& form, Faults& faults)
{
    const auto& password = form.password;
    if (password.empty()) return faults.blank("password");
    if (password.size() > longest_password)
        return faults.add(
            "password", "ERR_TOO_LONG", fmt::format("is too long (maximum is {} bytes)", longest_password)
        );
    if (text::count_code_points(password) < shortest_password)
        return faults.add(
            "password", "ERR_TOO_SHORT", fmt::format("is too short (minimum is {} characters)", shortest_password)
        );
    if (text::iequals(password, form.email) || text::iequals(password, form.username))
        faults.add("password", "ERR_INVALID", "must be something else than your name or address");
}

void check_invitation(Transaction& tx, const SignUpRules& rules, const SignUpForm& form, Time now, Faults& faults)
{
    if (form.invitation.empty()) {
        if (rules.mode == SignUpMode::invitation) faults.blank("invite_code");
        return;
    }
    if (!storage::invitations::valid(tx, crypto::sha256(form.invitation), now))
        faults.add("invite_code", "ERR_INVALID", "is no invitation, or has been used up or taken back");
}

void check_reason(const SignUpRules& rules, const SignUpForm& form, Faults& faults)
{
    if (text::count_code_points(form.reason) > longest_reason)
        return faults.add(
            "reason", "ERR_TOO_LONG", fmt::format("is too long (maximum is {} characters)", longest_reason)
        );
    if (rules.mode == SignUpMode::approval && form.invitation.empty() && text::trim(form.reason).empty())
        faults.blank("reason");
}

/// What staff blocked. An address that is none was complained about already.
void check_blocks(Transaction& tx, const SignUpForm& form, Time now, Faults& faults)
{
    if (faults.has("email")) return;
    const auto verdict = storage::blocks::judge_sign_up(tx, form.email, form.address, now);
    if (verdict.email) faults.add("email", "ERR_BLOCKED", "uses an e-mail provider that is not accepted here");
    if (verdict.address) faults.add("ip", "ERR_BLOCKED", "address is not accepted here");
}

/// "invite_code" -> "Invite code"
std::string words_of(std::string_view field)
{
    std::string words(field);
    std::ranges::replace(words, '_', ' ');
    if (!words.empty() && words[0] >= 'a') words[0] = static_cast<char>(words[0] - 'a' + 'A');
    return words;
}

result<Admitted> step(
    Transaction& tx,
    const Urls& urls,
    build::Keyring& keyring,
    SignUpId id,
    Time now,
    void (*taken)(Transaction&, SignUpId, Time)
)
{
    const auto found = storage::sign_ups::lock(tx, id);
    if (!found) return found.error();
    taken(tx, id, now);
    auto changed = storage::sign_ups::find(tx, id);
    if (!changed) return changed.error();
    return admit(tx, urls, keyring, std::move(*changed), now);
}

} // namespace

SignUpMode parse_sign_up_mode(std::string_view name) noexcept
{
    if (name == "invitation") return SignUpMode::invitation;
    if (name == "approval") return SignUpMode::approval;
    if (name == "open") return SignUpMode::open;
    return SignUpMode::closed;
}

std::vector<FieldFault> check_sign_up(Transaction& tx, const SignUpRules& rules, const SignUpForm& form, Time now)
{
    Faults faults;
    check_username(tx, rules, form.username, faults);
    check_email(tx, rules, form.email, faults);
    check_password(form, faults);
    if (text::count_code_points(form.display_name) > longest_display_name)
        faults.add(
            "display_name", "ERR_TOO_LONG", fmt::format("is too long (maximum is {} characters)", longest_display_name)
        );
    check_reason(rules, form, faults);
    check_invitation(tx, rules, form, now, faults);
    check_blocks(tx, form, now, faults);
    if (!form.agreed) faults.add("agreement", "ERR_ACCEPTED", "must be accepted");
    return faults.take();
}

std::string summary_of(const std::vector<FieldFault>& faults)
{
    std::vector<std::string> sentences;
    for (const auto& fault : faults) sentences.push_back(words_of(fault.field) + ' ' + fault.description);
    return "Validation failed: " + text::join(sentences, ", ");
}

result<storage::SignUp> ask_for_account(
    Transaction& tx,
    const SignUpRules& rules,
    const SignUpForm& form,
    std::string password_hash,
    const std::optional<SignUpToken>& token,
    Time now
)
{
    storage::SignUp row;
    row.username = form.username;
    row.email = form.email;
    row.password_hash = std::move(password_hash);
    row.display_name = form.display_name.empty() ? form.username : form.display_name;
    row.locale = form.locale;
    row.reason = form.reason;
    if (!form.invitation.empty()) {
        const auto used = storage::invitations::use(tx, crypto::sha256(form.invitation), now);
        if (!used) return used.error();
        row.invitation = *used;
    }
    row.must_confirm = rules.confirm;
    row.must_approve = (rules.mode == SignUpMode::approval && !row.invitation) ||
                       storage::blocks::needs_approval(tx, form.email, form.address, now);
    if (token) {
        row.token_hash = token->hash;
        row.app = token->app;
        row.scopes = token->scopes;
    }
    row.created_at = now;
    return storage::sign_ups::add(tx, row);
}

result<Admitted> admit(Transaction& tx, const Urls& urls, build::Keyring& keyring, storage::SignUp sign_up, Time now)
{
    Admitted done;
    done.sign_up = std::move(sign_up);
    const auto& row = done.sign_up;
    if (row.unconfirmed() || row.unapproved()) return done;
    NewPerson person;
    person.username = row.username;
    person.email = row.email;
    person.password_hash = row.password_hash;
    person.display_name = row.display_name;
    person.locale = row.locale;
    person.confirmed = row.confirmed_at.has_value();
    auto account = create_person(tx, urls, keyring, person);
    if (!account) return account.error();
    if (row.token_hash && row.app) {
        storage::AccessToken token;
        token.token_hash = *row.token_hash;
        token.app = *row.app;
        token.account = account->id;
        token.scopes = row.scopes;
        token.created_at = now;
        (void)storage::tokens::add(tx, token);
    }
    storage::sign_ups::remove(tx, row.id);
    done.account = std::move(*account);
    return done;
}

result<Admitted> confirm_sign_up(Transaction& tx, const Urls& urls, build::Keyring& keyring, SignUpId id, Time now)
{
    return step(tx, urls, keyring, id, now, storage::sign_ups::set_confirmed);
}

result<Admitted> approve_sign_up(Transaction& tx, const Urls& urls, build::Keyring& keyring, SignUpId id, Time now)
{
    return step(tx, urls, keyring, id, now, storage::sign_ups::set_approved);
}

} // namespace rounds::social
