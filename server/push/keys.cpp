#include "server/push/keys.hpp"

#include "server/push/openssl.hpp"

#include <openssl/core_names.h>
#include <stdexcept>

namespace rounds::push {
namespace {

constexpr std::size_t scalar_bytes = 32;
constexpr std::size_t point_bytes = 65;
constexpr char uncompressed = 4;

/// Null when OpenSSL refuses it.
Key key_from(std::string_view point, std::string_view scalar)
{
    const ParamBuilder builder{OSSL_PARAM_BLD_new()};
    const BigNumber number{
        scalar.empty() ? nullptr : BN_bin2bn(bytes(scalar), static_cast<int>(scalar.size()), nullptr)
    };
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    if (number) OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, number.get());
    const Params params{OSSL_PARAM_BLD_to_param(builder.get())};
    const KeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr)};
    EVP_PKEY* made = nullptr;
    const int selection = number ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &made, selection, params.get()) != 1)
        return {};
    return Key{made};
}

/// The public key when it is one; null otherwise.
Key checked_point(std::string_view point)
{
    if (point.size() != point_bytes || point.front() != uncompressed) return {};
    auto key = key_from(point, {});
    if (!key) return {};
    const KeyContext check{EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr)};
    if (!check || EVP_PKEY_public_check(check.get()) != 1) return {};
    return key;
}

} // namespace

KeyPair make_key_pair()
{
    const Key key{EVP_EC_gen("P-256")};
    KeyPair pair{.private_scalar = std::string(scalar_bytes, '\0'), .public_point = std::string(point_bytes, '\0')};
    BIGNUM* scalar = nullptr;
    std::size_t size = 0;
    const bool read = key && EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_PRIV_KEY, &scalar) == 1 &&
                      EVP_PKEY_get_octet_string_param(
                          key.get(), OSSL_PKEY_PARAM_PUB_KEY, bytes(pair.public_point), point_bytes, &size
                      ) == 1;
    const BigNumber owned{scalar};
    if (!read || size != point_bytes || BN_bn2binpad(scalar, bytes(pair.private_scalar), scalar_bytes) < 0)
        throw std::runtime_error("a P-256 key cannot be made");
    return pair;
}

bool is_point(std::string_view point)
{
    return checked_point(point) != nullptr;
}

result<std::string> shared_secret(const KeyPair& ours, std::string_view theirs)
{
    const auto peer = checked_point(theirs);
    const auto own = key_from(ours.public_point, ours.private_scalar);
    if (!peer || !own) return errc::invalid_argument;
    const KeyContext context{EVP_PKEY_CTX_new_from_pkey(nullptr, own.get(), nullptr)};
    std::string secret(scalar_bytes, '\0');
    std::size_t size = secret.size();
    if (!context || EVP_PKEY_derive_init(context.get()) != 1 ||
        EVP_PKEY_derive_set_peer(context.get(), peer.get()) != 1 ||
        EVP_PKEY_derive(context.get(), bytes(secret), &size) != 1 || size != secret.size())
        return errc::invalid_argument;
    return secret;
}

} // namespace rounds::push
