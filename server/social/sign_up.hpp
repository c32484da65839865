#pragma once

#include "server/social/create_account.hpp"
#include "storage/sign_ups.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

/// How people come to an account by themselves: they ask for one, confirm their address where mail is sent, are let in
/// where staff decides, and only then there is an account. Until then nothing of them can be seen.
namespace rounds::social {

/// accounts.sign_up
enum class SignUpMode : std::uint8_t { closed, invitation, approval, open };
[[nodiscard]] SignUpMode parse_sign_up_mode(std::string_view name) noexcept;

/// The rules that a request for an account meets.
struct SignUpRules
{
    SignUpMode mode = SignUpMode::closed;
    bool confirm = false; ///< mail is sent: the address must be confirmed, and nobody is told whose is known
    std::vector<std::string> reserved_names;
};

struct SignUpForm
{
    std::string username;
    std::string email;
    std::string password;
    std::string display_name; ///< may be empty
    std::string reason;
    std::string locale = "en";
    std::string invitation; ///< a code; may be empty
    bool agreed = false;    ///< to the rules and the privacy policy
    std::string address;    ///< of the client; not kept
};

/// One thing that is wrong with a form, as Mastodon names it: {"username", "ERR_TAKEN", "is already in use"}.
struct FieldFault
{
    std::string field;
    std::string code;
    std::string description;
};

/// What can be said of the form alone and of the tables; empty: it can be signed up with.
[[nodiscard]] std::vector<FieldFault>
check_sign_up(Transaction& tx, const SignUpRules& rules, const SignUpForm& form, Time now);
/// "Validation failed: Username is already in use, ..."
[[nodiscard]] std::string summary_of(const std::vector<FieldFault>& faults);

/// A token for the app through which it was asked.
struct SignUpToken
{
    std::string hash; ///< SHA-256
    AppId app{};
    std::string scopes;
};

/// Writes the request of a form that was checked. already_exists or not_found when somebody was faster: the name is
/// taken, the invitation used up.
[[nodiscard]] result<storage::SignUp> ask_for_account(
    Transaction& tx,
    const SignUpRules& rules,
    const SignUpForm& form,
    std::string password_hash,
    const std::optional<SignUpToken>& token,
    Time now
);

/// What became of a request after a step of it.
struct Admitted
{
    storage::SignUp sign_up;        ///< as it was
    std::optional<Account> account; ///< nothing: a step is missing
};
/// Makes the account, with its token, when nothing is missing any more, and forgets the request. already_exists when
/// name or address was taken meanwhile.
[[nodiscard]] result<Admitted>
admit(Transaction& tx, const Urls& urls, build::Keyring& keyring, storage::SignUp sign_up, Time now);
/// The address is theirs.
[[nodiscard]] result<Admitted>
confirm_sign_up(Transaction& tx, const Urls& urls, build::Keyring& keyring, SignUpId id, Time now);
/// Staff lets them in.
[[nodiscard]] result<Admitted>
approve_sign_up(Transaction& tx, const Urls& urls, build::Keyring& keyring, SignUpId id, Time now);

} // namespace rounds::social
