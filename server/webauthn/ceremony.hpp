#pragma once

#include "server/webauthn/fault.hpp"

#include <cstdint>
#include <string>
#include <string_view>

/// What a security key or passkey answers, checked (WebAuthn level 2, sections 7.1 and 7.2; security.md section 7,
/// Login). Pure: that a challenge is ours and answered once is the caller's to see to (server/social/security_keys).
namespace rounds::webauthn {

/// Who we are to the key.
struct Party
{
    std::string id;     ///< host, without port: "mercy.example"
    std::string origin; ///< "https://mercy.example[:port]"
};
/// `base`: address of this instance.
[[nodiscard]] Party party_of(std::string_view base);

/// COSE algorithms that are taken, the preferred first.
inline constexpr int algorithms[] = {-7, -8, -257};

struct Credential
{
    std::string id;
    int algorithm = 0;
    std::string public_key; ///< as libfido2 has it
    std::uint32_t sign_count = 0;
};

/// The challenge (raw bytes) that `client_data` answers; malformed. It proves nothing yet.
[[nodiscard]] result<std::string> challenge_of(std::string_view client_data);

/// The answer to navigator.credentials.create(). Attestation is not asked for, so "none" and self attestation are
/// taken; other statements are unsupported. The person must have been verified by the key (PIN, fingerprint).
[[nodiscard]] result<Credential> verify_registration(
    const Party& party, std::string_view challenge, std::string_view client_data, std::string_view attestation
);

/// The answer to navigator.credentials.get().
struct Assertion
{
    std::string credential_id;
    std::string client_data;
    std::string authenticator_data;
    std::string signature;
};
/// The key's counter, to be kept. copied when it did not rise (section 6.1.1); keys without one say 0 always.
[[nodiscard]] result<std::uint32_t> verify_assertion(
    const Party& party, std::string_view challenge, const Credential& credential, const Assertion& assertion
);

} // namespace rounds::webauthn
