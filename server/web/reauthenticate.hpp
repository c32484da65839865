#pragma once

#include "server/app/context.hpp"
#include "storage/model/account.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>

namespace rounds::web {

/// What the person proves once more before something that cannot be taken back, or that would lock them out: the
/// password ("current_password") and, when the log-in has one, a second factor: a code ("code") or the answer of a
/// security key ("key"; see key_form.hpp). Tries are counted as log-ins are. Who has no
/// password here proves it at the sign-on provider instead (signed_on_just_now()).
struct Proof
{
    std::optional<storage::User> user{}; ///< when it was right
    std::string_view problem_key{};      ///< when it was not: why, as a text of the catalogue
    unsigned status = 0;                 ///< 400, 429 or 503: an error page is to be shown instead
};
[[nodiscard]] boost::asio::awaitable<Proof> reauthenticate(app::Context& ctx);

/// All other log-ins and all apps of the person of this request end, after the caller's transaction did
/// end_other_access().
void end_other_access(storage::Transaction& tx, const app::Context& ctx);
void forget_access(const app::Context& ctx);

} // namespace rounds::web
