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

} // namespace rounds::app
