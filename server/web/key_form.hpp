#pragma once

#include "server/app/context.hpp"
#include "server/social/security_keys.hpp"
#include "server/web/words.hpp"
#include "storage/base/json.hpp"
#include "storage/pg/transaction.hpp"
#include "storage/security_keys.hpp"

#include <optional>
#include <string>
#include <vector>

/// Forms that take the answer of a security key beside a code. The script (static/webauthn.js) fills a hidden field;
/// without scripts the form works as before.
namespace rounds::web {

inline constexpr std::string_view key_script = "webauthn.js";

/// HTML of the field that takes an answer of one of these keys; empty when there are none.
[[nodiscard]] std::string key_fields(
    const app::Context& ctx,
    Language language,
    social::KeyUse use,
    AccountId account,
    const std::vector<storage::security_keys::SecurityKey>& keys
);
/// Space separated, as the script takes them.
[[nodiscard]] std::string key_ids(const std::vector<storage::security_keys::SecurityKey>& keys);
/// What the script put into the field "key": nothing when it is empty or cannot be read.
[[nodiscard]] std::optional<webauthn::Assertion> shown_key(const app::Context& ctx);

/// The second factor that a form brought: an answer of a key, else a code. Commits with the caller's transaction
/// whatever it was.
[[nodiscard]] bool
check_factor(storage::Transaction& tx, const app::Context& ctx, AccountId account, social::KeyUse use);

} // namespace rounds::web
