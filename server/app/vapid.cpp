#include "server/app/vapid.hpp"

#include "storage/seal_contexts.hpp"

#include <memory>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdexcept>

namespace rounds::app {
namespace {

using storage::Bytes;
using storage::Statement;
using storage::Transaction;

const Statement find_sql{"vapid.find", "SELECT vapid_public_key FROM instance"};
const Statement keep_sql{"vapid.keep", R"(
    UPDATE instance SET vapid_public_key = coalesce(vapid_public_key, $1),
        vapid_private_key_sealed = coalesce(vapid_private_key_sealed, $2)
    RETURNING vapid_public_key)"};

const Statement find_private_sql{"vapid.find_private", R"(
    SELECT vapid_private_key_sealed FROM instance WHERE vapid_private_key_sealed IS NOT NULL)"};

using storage::seal_contexts::vapid;

struct Pair
{
    std::string point;       ///< 65 bytes
    std::string private_key; ///< PKCS#8 in DER
};

Pair make_pair()
{
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{EVP_EC_gen("P-256"), &EVP_PKEY_free};
    if (!key) throw std::runtime_error("a P-256 key cannot be made");
    Pair pair;
    pair.point.resize(65);
    std::size_t size = 0;
    auto* point = reinterpret_cast<unsigned char*>(pair.point.data());
    if (EVP_PKEY_get_octet_string_param(key.get(), OSSL_PKEY_PARAM_PUB_KEY, point, pair.point.size(), &size) != 1 ||
        size != pair.point.size())
        throw std::runtime_error("a P-256 key cannot be read");
    unsigned char* der = nullptr;
    const int length = i2d_PrivateKey(key.get(), &der);
    if (length <= 0) throw std::runtime_error("a P-256 key cannot be written");
    pair.private_key.assign(reinterpret_cast<const char*>(der), static_cast<std::size_t>(length));
    OPENSSL_clear_free(der, static_cast<std::size_t>(length));
    return pair;
}

} // namespace

std::string vapid_public_key(storage::Database& db, const crypto::SecretBox& secrets)
{
    const auto point = db.transact_blocking([&](Transaction& tx) {
        const auto rows = tx.exec(find_sql);
        if (rows.empty()) throw std::runtime_error("the database belongs to no instance yet");
        if (!rows.front()["vapid_public_key"].is_null()) return rows.front().get<Bytes>("vapid_public_key").data;
        const auto pair = make_pair();
        const auto sealed = secrets.seal(pair.private_key, vapid);
        // Two processes that start at once agree on the one that wrote first.
        return tx.exec(keep_sql, Bytes{pair.point}, Bytes{sealed}).front().get<Bytes>("vapid_public_key").data;
    });
    return crypto::to_base64url(point);
}

std::string vapid_private_key(storage::Database& db, const crypto::SecretBox& secrets)
{
    const auto sealed = db.transact_blocking([&](Transaction& tx) {
        const auto rows = tx.exec(find_private_sql);
        return rows.empty() ? std::string{} : rows.front().at(0).as<Bytes>().data;
    });
    auto key = secrets.open(sealed, vapid);
    if (!key) throw std::runtime_error("the VAPID key of the instance cannot be opened");
    return std::move(*key);
}

} // namespace rounds::app
