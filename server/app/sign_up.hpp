#pragma once

#include "server/app/context.hpp"
#include "server/social/sign_up.hpp"

#include <boost/asio/awaitable.hpp>

namespace rounds::app {

/// What became of a form; exactly one of faults, error and sign_up says so.
struct SignUpOutcome
{
    std::vector<social::FieldFault> faults{};
    std::optional<boost::system::error_code> error{}; ///< too_many: too many passwords wait to be hashed
    std::optional<storage::SignUp> sign_up{};
    std::optional<storage::Account> account{}; ///< of sign_up, when nothing was missing
};

/// Checks the form, hashes the password, writes the request, and sends the mail that confirms the address. The page and
/// the API both come here.
[[nodiscard]] asio::awaitable<SignUpOutcome>
sign_up(App& app, const social::SignUpForm& form, std::optional<social::SignUpToken> token);

/// Staff lets somebody in who asked for an account: it is made now, or once the address is confirmed, and its person
/// told. not_found; already_exists when name or address was taken meanwhile.
[[nodiscard]] result<social::Admitted> approve_sign_up(storage::Transaction& tx, App& app, SignUpId id);
/// Staff turns somebody away, who is told when the address is confirmed. not_found.
[[nodiscard]] result<void> reject_sign_up(storage::Transaction& tx, App& app, SignUpId id);

} // namespace rounds::app
