#pragma once

#include "server/sign_on/key_set.hpp"
#include "storage/base/clock.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

/// Signed tokens of the provider, checked (OpenID Connect Core section 3.1.3.7, Back-Channel Logout section 2.6). Pure.
namespace rounds::sign_on {

/// The parts of a signed token (RFC 7515 section 7.1), read and not believed yet.
struct ReadToken
{
    std::string kid; ///< empty: the header names none
    Algorithm algorithm{};
    json::object claims;
    std::string signed_part;
    std::string signature;
};
/// malformed; algorithm for anything but the three that are taken, so for "none" too.
[[nodiscard]] result<ReadToken> read_token(std::string_view text);

/// What an id token must say.
struct Expected
{
    std::string issuer;
    std::string client_id;
    std::string nonce;
    Time now{};
    std::optional<std::chrono::seconds> newest_log_in{}; ///< the person has logged in there within this time
};
/// The claims of an id token whose signature holds and that was made for us, now and for this log-in.
[[nodiscard]] result<json::object> check_id_token(const ReadToken& token, const KeySet& keys, const Expected& expected);

/// The subject of a logout token; `expected.nonce` is not looked at, for there must be none.
[[nodiscard]] result<std::string>
check_logout_token(const ReadToken& token, const KeySet& keys, const Expected& expected);

} // namespace rounds::sign_on
