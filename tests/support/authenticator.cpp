#include "tests/support/authenticator.hpp"

#include "storage/base/crypto.hpp"
#include "storage/base/json.hpp"

#include <boost/json/serialize.hpp>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <stdexcept>

namespace rounds::test {
namespace {

std::string client_data(std::string_view type, std::string_view challenge, const Authenticator::Says& says)
{
    return json::serialize(json::object{
        {"type", says.type.empty() ? std::string(type) : says.type},
        {"challenge", crypto::to_base64url(challenge)},
        {"origin", says.origin},
        {"crossOrigin", says.cross_origin}
    });
}

std::string head(const Authenticator::Says& says, unsigned more_flags)
{
    auto data = crypto::sha256(says.party);
    data += static_cast<char>(more_flags | (says.present ? 0x01U : 0U) | (says.verified ? 0x04U : 0U));
    for (const unsigned shift : {24U, 16U, 8U, 0U}) data += static_cast<char>(says.count >> shift & 0xffU);
    return data;
}

std::string short_bytes(std::string_view bytes)
{
    return std::string("\x58") + static_cast<char>(bytes.size()) + std::string(bytes);
}

/// A CBOR byte string of less than 64 kB.
std::string long_bytes(std::string_view bytes)
{
    std::string out = "\x59";
    out += static_cast<char>(bytes.size() >> 8U);
    out += static_cast<char>(bytes.size() & 0xffU);
    return out.append(bytes);
}

std::string text(std::string_view text)
{
    return static_cast<char>(0x60U + text.size()) + std::string(text);
}

} // namespace

Authenticator::Authenticator()
    : key_(EVP_EC_gen("P-256"), [](EVP_PKEY* key) { EVP_PKEY_free(key); }), id_(crypto::random_bytes(32))
{
    if (!key_) throw std::runtime_error("no P-256 key");
}

std::string Authenticator::cose_key() const
{
    unsigned char point[65];
    std::size_t size = 0;
    if (EVP_PKEY_get_octet_string_param(key_.get(), "encoded-pub-key", point, sizeof point, &size) != 1 || size != 65)
        throw std::runtime_error("no point");
    const std::string_view bytes(reinterpret_cast<const char*>(point), size);
    // {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
    return std::string("\xa5\x01\x02\x03\x26\x20\x01", 7) + "\x21" + short_bytes(bytes.substr(1, 32)) + "\x22" +
           short_bytes(bytes.substr(33, 32));
}

std::string Authenticator::sign(std::string_view message) const
{
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    std::string signature(80, '\0');
    auto size = signature.size();
    const bool done = EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
                      EVP_DigestSign(
                          context.get(),
                          reinterpret_cast<unsigned char*>(signature.data()),
                          &size,
                          reinterpret_cast<const unsigned char*>(message.data()),
                          message.size()
                      ) == 1;
    if (!done) throw std::runtime_error("not signed");
    signature.resize(size);
    return signature;
}

Authenticator::Registration Authenticator::make(std::string_view challenge, const Says& says) const
{
    auto data = head(says, 0x40);  // with a credential
    data += std::string(16, '\0'); // of no known make
    data += std::string("\0", 1) + static_cast<char>(id_.size()) + id_ + cose_key();
    Registration made;
    made.client_data = client_data("webauthn.create", challenge, says);
    std::string statement = "\xa0";
    if (says.format == "packed") {
        auto signature = sign(data + crypto::sha256(made.client_data));
        if (!says.good_signature) signature = sign("something else");
        statement = "\xa2" + text("alg") + "\x26" + text("sig") + short_bytes(signature);
    }
    made.attestation =
        "\xa3" + text("fmt") + text(says.format) + text("attStmt") + statement + text("authData") + long_bytes(data);
    return made;
}

webauthn::Assertion Authenticator::answer(std::string_view challenge, const Says& says) const
{
    webauthn::Assertion answer;
    answer.credential_id = id_;
    answer.client_data = client_data("webauthn.get", challenge, says);
    answer.authenticator_data = head(says, 0);
    const auto message = answer.authenticator_data + crypto::sha256(answer.client_data);
    answer.signature = sign(says.good_signature ? message : "something else");
    return answer;
}

std::string Authenticator::as_field(const Registration& made)
{
    return json::serialize(json::object{
        {"client_data", crypto::to_base64url(made.client_data)}, {"attestation", crypto::to_base64url(made.attestation)}
    });
}

std::string Authenticator::as_field(const webauthn::Assertion& answer)
{
    return json::serialize(json::object{
        {"id", crypto::to_base64url(answer.credential_id)},
        {"client_data", crypto::to_base64url(answer.client_data)},
        {"authenticator_data", crypto::to_base64url(answer.authenticator_data)},
        {"signature", crypto::to_base64url(answer.signature)}
    });
}

} // namespace rounds::test
