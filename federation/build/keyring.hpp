#pragma once

#include "federation/signatures/keys.hpp"
#include "storage/base/crypto.hpp"
#include "storage/model/account.hpp"
#include "storage/pg/transaction.hpp"

#include <memory>
#include <string>

namespace rounds::build {

/// The keys of an actor of this instance, parsed.
struct LocalKeys
{
    std::string rsa_id;             ///< {actor}#main-key
    signatures::PrivateKey rsa;     ///< HTTP signatures
    std::string ed25519_id;         ///< {actor}#ed25519
    signatures::PrivateKey ed25519; ///< integrity proofs (FEP-8b32, FEP-521a)
    /// Their public halves as the actor's document shows them. Written once: OpenSSL takes a millisecond for both, ten
    /// times what the rest of the document does.
    std::string rsa_pem{};
    std::string ed25519_multikey{};
};

/// The same keys with their public halves.
[[nodiscard]] LocalKeys with_public_halves(LocalKeys keys);

/// Unseals and parses private keys once and keeps the last used ones. Thread-safe.
class Keyring
{
public:
    explicit Keyring(const crypto::SecretBox& secrets, std::size_t capacity = 1000);
    ~Keyring();

    /// not_found when the account has no keys of its own (it is remote).
    [[nodiscard]] result<std::shared_ptr<const LocalKeys>> load(storage::Transaction& tx, AccountId account);
    /// Makes both keys of a new local actor and keeps them sealed.
    void create(storage::Transaction& tx, const storage::Account& account);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rounds::build
