#include "server/push/vapid.hpp"

#include "server/push/openssl.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/json.hpp"

#include <boost/json/serialize.hpp>
#include <openssl/x509.h>
#include <stdexcept>

namespace rounds::push {
namespace {

constexpr std::chrono::hours lifetime{12};
constexpr int half_bytes = 32;

/// ES256 (RFC 7518 section 3.4): r and s, 32 bytes each.
std::string sign(EVP_PKEY* key, std::string_view text)
{
    const DigestContext context{EVP_MD_CTX_new()};
    std::size_t size = 0;
    if (!context || EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &size, bytes(text), text.size()) != 1)
        throw std::runtime_error("the VAPID key does not sign");
    std::string der(size, '\0');
    if (EVP_DigestSign(context.get(), bytes(der), &size, bytes(text), text.size()) != 1)
        throw std::runtime_error("the VAPID key does not sign");
    const auto* at = bytes(std::string_view{der});
    const Signature signature{d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size))};
    std::string both(std::size_t{2} * half_bytes, '\0');
    if (!signature || BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), bytes(both), half_bytes) < 0 ||
        BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), bytes(both) + half_bytes, half_bytes) < 0)
        throw std::runtime_error("the VAPID key signs nothing that fits");
    return both;
}

} // namespace

struct Vapid::Impl
{
    Key key;
};

Vapid::Vapid(std::string_view private_key, std::string public_key, std::string subject)
    : impl_(std::make_unique<Impl>()), public_key_(std::move(public_key)), subject_(std::move(subject))
{
    const auto* at = bytes(private_key);
    impl_->key.reset(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(private_key.size())));
    if (!impl_->key) throw std::runtime_error("the VAPID key cannot be read");
}

Vapid::~Vapid() = default;

std::string Vapid::token(std::string_view origin, Time now) const
{
    const auto ends = std::chrono::duration_cast<std::chrono::seconds>((now + lifetime).time_since_epoch());
    const json::object head{{"typ", "JWT"}, {"alg", "ES256"}};
    const json::object claims{{"aud", origin}, {"exp", ends.count()}, {"sub", subject_}};
    const auto text = crypto::to_base64url(json::serialize(head)) + '.' + crypto::to_base64url(json::serialize(claims));
    return text + '.' + crypto::to_base64url(sign(impl_->key.get(), text));
}

} // namespace rounds::push
