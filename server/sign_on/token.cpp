#include "server/sign_on/token.hpp"

#include "storage/base/crypto.hpp"

#include <algorithm>

namespace rounds::sign_on {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest_token = 32UL * 1024;
constexpr std::size_t longest_subject = 255; // OpenID Connect Core section 2
constexpr auto clocks_apart = 60s;
constexpr auto oldest = 10min; ///< an id token is used at once
constexpr std::string_view logout_event = "http://schemas.openid.net/event/backchannel-logout";

result<json::object> read_part(std::string_view part)
{
    const auto bytes = crypto::from_base64(part);
    if (!bytes) return fault::malformed;
    auto parsed = parse_json(*bytes, longest_token);
    if (!parsed || !parsed->is_object()) return fault::malformed;
    return std::move(parsed->get_object());
}

std::optional<Time> time_at(const json::object& claims, std::string_view name)
{
    const auto* value = claims.if_contains(name);
    if (value == nullptr || !value->is_number()) return std::nullopt;
    boost::system::error_code error;
    const auto seconds = value->to_number<std::int64_t>(error);
    constexpr std::int64_t latest = 253'402'300'799; // year 9999
    if (error || seconds < 0 || seconds > latest) return std::nullopt;
    return Time{std::chrono::seconds{seconds}};
}

bool is_for(const json::object& claims, const std::string& client)
{
    const auto* audience = claims.if_contains("aud");
    if (audience == nullptr) return false;
    const auto names_us = [&](const json::value& one) { return one.is_string() && one.get_string() == client; };
    const auto* azp = claims.if_contains("azp");
    if (azp != nullptr && !names_us(*azp)) return false;
    if (!audience->is_array()) return names_us(*audience);
    const auto& all = audience->get_array();
    if (all.size() > 1 && azp == nullptr) return false; // whose it is among several, azp says
    return std::ranges::any_of(all, names_us);
}

/// What both kinds must say.
result<void> check_common(const ReadToken& token, const KeySet& keys, const Expected& expected)
{
    const auto holds = keys.verify(token.kid, token.algorithm, token.signed_part, token.signature);
    if (!holds) return holds.error();
    const auto& claims = token.claims;
    if (expected.issuer.empty() || string_at(claims, "iss") != expected.issuer) return fault::wrong_issuer;
    if (!is_for(claims, expected.client_id)) return fault::wrong_audience;
    const auto issued = time_at(claims, "iat");
    if (!issued || *issued > expected.now + clocks_apart || *issued < expected.now - oldest) return fault::out_of_time;
    const auto subject = string_at(claims, "sub");
    if (subject.empty() || subject.size() > longest_subject) return fault::no_subject;
    return {};
}

} // namespace

result<ReadToken> read_token(std::string_view text)
{
    const auto first = text.find('.');
    const auto last = text.rfind('.');
    if (text.size() > longest_token || first == std::string_view::npos || first == last) return fault::malformed;
    if (text.find('.', first + 1) != last) return fault::malformed;
    const auto header = read_part(text.substr(0, first));
    if (!header) return header.error();
    const auto algorithm = algorithm_of(string_at(*header, "alg"));
    if (!algorithm) return fault::algorithm;
    if (header->contains("crit")) return fault::malformed; // demands what we do not know (RFC 7515 section 4.1.11)
    auto claims = read_part(text.substr(first + 1, last - first - 1));
    auto signature = crypto::from_base64(text.substr(last + 1));
    if (!claims || !signature) return fault::malformed;
    ReadToken token;
    token.kid = string_at(*header, "kid");
    token.algorithm = *algorithm;
    token.claims = std::move(*claims);
    token.signed_part = text.substr(0, last);
    token.signature = std::move(*signature);
    return token;
}

result<json::object> check_id_token(const ReadToken& token, const KeySet& keys, const Expected& expected)
{
    if (const auto common = check_common(token, keys, expected); !common) return common.error();
    const auto& claims = token.claims;
    if (claims.contains("events")) return fault::wrong_kind;
    const auto ends = time_at(claims, "exp");
    if (!ends || *ends <= expected.now) return fault::out_of_time;
    if (expected.nonce.empty() || !crypto::equal_in_constant_time(string_at(claims, "nonce"), expected.nonce))
        return fault::wrong_nonce;
    if (expected.newest_log_in) {
        const auto at = time_at(claims, "auth_time");
        if (!at || *at < expected.now - *expected.newest_log_in - clocks_apart) return fault::out_of_time;
    }
    return claims;
}

result<std::string> check_logout_token(const ReadToken& token, const KeySet& keys, const Expected& expected)
{
    if (const auto common = check_common(token, keys, expected); !common) return common.error();
    const auto* events = object_at(token.claims, "events");
    if (events == nullptr || object_at(*events, logout_event) == nullptr || token.claims.contains("nonce"))
        return fault::wrong_kind;
    if (const auto ends = time_at(token.claims, "exp"); ends && *ends <= expected.now) return fault::out_of_time;
    return std::string(string_at(token.claims, "sub"));
}

} // namespace rounds::sign_on
