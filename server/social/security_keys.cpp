#include "server/social/security_keys.hpp"

#include "storage/base/log.hpp"
#include "storage/base/text.hpp"
#include "storage/logins.hpp"
#include "storage/security_keys.hpp"

#include <chrono>
#include <limits>
#include <utility>

namespace rounds::social {
namespace {

using storage::Transaction;
namespace keys = storage::security_keys;

constexpr std::chrono::minutes challenge_lifetime{5};

std::string sealed_as(KeyUse use, AccountId account)
{
    constexpr std::string_view names[] = {"add", "log_in", "confirm"};
    return "challenge " + std::string(names[static_cast<std::size_t>(use)]) + ' ' + to_string(account);
}

/// Takes the challenge that was answered, once; empty when it is not ours, too old, or was taken before.
std::string take_challenge(
    Transaction& tx,
    const crypto::SecretBox& secrets,
    KeyUse use,
    AccountId account,
    std::string_view client_data,
    Time now
)
{
    auto challenge = webauthn::challenge_of(client_data);
    if (!challenge) return {};
    const auto opened = secrets.open(*challenge, sealed_as(use, account));
    if (!opened) return {};
    const auto seconds = text::parse_int(*opened);
    if (!seconds) return {};
    const Time until{std::chrono::seconds{*seconds}};
    if (until <= now || !keys::use_challenge(tx, crypto::sha256(*challenge), until)) return {};
    return std::move(*challenge);
}

KeyCheck refused(std::string_view what, const boost::system::error_code& why)
{
    log::info("{} of a security key is refused: {}", what, why.message());
    return KeyCheck::wrong;
}

} // namespace

std::string make_challenge(const crypto::SecretBox& secrets, KeyUse use, AccountId account, Time now)
{
    const auto until = std::chrono::floor<std::chrono::seconds>((now + challenge_lifetime).time_since_epoch()).count();
    return secrets.seal(std::to_string(until), sealed_as(use, account));
}

KeyCheck add_security_key(
    Transaction& tx,
    const crypto::SecretBox& secrets,
    const webauthn::Party& party,
    AccountId account,
    std::string_view name,
    std::string_view client_data,
    std::string_view attestation,
    Time now
)
{
    const auto challenge = take_challenge(tx, secrets, KeyUse::add, account, client_data, now);
    const auto made = webauthn::verify_registration(party, challenge, client_data, attestation);
    if (!made) return refused("registration", made.error());
    storage::logins::lock_factors(tx, account);
    if (keys::list(tx, account).size() >= most_security_keys) return KeyCheck::wrong;
    const keys::SecurityKey key{
        .credential_id = made->id,
        .algorithm = made->algorithm,
        .public_key = made->public_key,
        .sign_count = made->sign_count,
        .name = std::string(text::truncate(name, longest_key_name)),
        .created_at = now
    };
    if (!keys::add(tx, account, key)) return KeyCheck::unknown;
    storage::logins::settle_second_factor(tx, account, now);
    return KeyCheck::right;
}

KeyCheck check_security_key(
    Transaction& tx,
    const crypto::SecretBox& secrets,
    const webauthn::Party& party,
    AccountId account,
    KeyUse use,
    const webauthn::Assertion& answer,
    Time now
)
{
    const auto challenge = take_challenge(tx, secrets, use, account, answer.client_data, now);
    const auto key = keys::lock(tx, account, answer.credential_id);
    if (!key) return KeyCheck::unknown;
    webauthn::Credential known;
    known.id = key->credential_id;
    known.algorithm = key->algorithm;
    known.public_key = key->public_key;
    known.sign_count = static_cast<std::uint32_t>(key->sign_count);
    const auto count = webauthn::verify_assertion(party, challenge, known, answer);
    if (!count) return refused("answer", count.error());
    keys::note_use(tx, key->id, *count, now);
    return KeyCheck::right;
}

} // namespace rounds::social
