#pragma once

#include "server/app/context.hpp"
#include "server/web/words.hpp"
#include "storage/model/account.hpp"
#include "storage/pg/transaction.hpp"
#include "storage/security_keys.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What the pages on the second factor share: settings_second_factor.hpp (the app), settings_keys.hpp (keys).
namespace rounds::web {

struct FactorState
{
    storage::User user{};
    std::string username{};
    bool app = false; ///< an authenticator app, confirmed
    std::vector<storage::security_keys::SecurityKey> keys{};
    int recovery_codes = 0;

    [[nodiscard]] std::size_t factors() const noexcept { return keys.size() + (app ? 1 : 0); }
};
[[nodiscard]] boost::asio::awaitable<FactorState> load_factors(app::Context& ctx);

/// Staff that must have a factor keeps its last one, whichever that is: who could switch it off could do so for another
/// who stole the session.
[[nodiscard]] bool must_keep_last(const app::Context& ctx, const FactorState& state);

/// `problem`: a text of the catalogue, or empty.
[[nodiscard]] http::Response
factor_overview(const app::Context& ctx, const FactorState& state, std::string_view problem);
[[nodiscard]] http::Response show_recovery_codes(const app::Context& ctx, const std::vector<std::string>& codes);
/// A page that says so, and that all other access has ended. `heading`: a text of the catalogue.
[[nodiscard]] http::Response factors_changed(const app::Context& ctx, std::string_view heading);

/// Recovery codes for who had no factor before; nothing for who has codes already.
[[nodiscard]] std::vector<std::string>
first_codes(storage::Transaction& tx, const FactorState& before, AccountId account);
/// After a factor was taken away under lock_factors(): forbidden when staff would be left without one; else all other
/// access ends and the person is told.
[[nodiscard]] result<void>
finish_removal(storage::Transaction& tx, const app::Context& ctx, const FactorState& before, std::string_view what);
/// The letter "second_factor_changed", and a line in the audit log: `what` is on, off, key_added or key_removed.
void tell_factor_changed(storage::Transaction& tx, const app::Context& ctx, std::string_view what);

} // namespace rounds::web
