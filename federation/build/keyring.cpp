#include "federation/build/keyring.hpp"

#include "storage/accounts.hpp"
#include "storage/seal_contexts.hpp"

#include <list>
#include <mutex>
#include <stdexcept>
#include <unordered_map>

namespace rounds::build {

namespace seal_contexts = storage::seal_contexts;

LocalKeys with_public_halves(LocalKeys keys)
{
    keys.rsa_pem = keys.rsa.public_key().to_pem();
    keys.ed25519_multikey = keys.ed25519.public_key().to_multikey();
    return keys;
}

struct Keyring::Impl
{
    using Entry = std::pair<AccountId, std::shared_ptr<const LocalKeys>>;

    const crypto::SecretBox& secrets;
    std::size_t capacity;
    std::mutex mutex;
    std::list<Entry> entries; ///< most recently used first
    std::unordered_map<AccountId, std::list<Entry>::iterator> index;

    std::shared_ptr<const LocalKeys> find(AccountId account)
    {
        const std::lock_guard lock(mutex);
        const auto found = index.find(account);
        if (found == index.end()) return nullptr;
        entries.splice(entries.begin(), entries, found->second);
        return found->second->second;
    }

    void put(AccountId account, std::shared_ptr<const LocalKeys> keys)
    {
        const std::lock_guard lock(mutex);
        if (const auto found = index.find(account); found != index.end()) {
            found->second->second = std::move(keys);
            return;
        }
        entries.emplace_front(account, std::move(keys));
        index[account] = entries.begin();
        while (entries.size() > capacity) {
            index.erase(entries.back().first);
            entries.pop_back();
        }
    }

    /// A key that is ours but does not open is a broken installation (wrong secret), not an outcome.
    signatures::PrivateKey unseal(const storage::ActorKey& key) const
    {
        const auto der = secrets.open(key.private_key_sealed, seal_contexts::actor_key(key.key_uri));
        if (!der) throw std::runtime_error("the private key " + key.key_uri + " does not open with this secret");
        auto parsed = signatures::PrivateKey::from_der(*der);
        if (!parsed) throw std::runtime_error("the private key " + key.key_uri + " cannot be read");
        return std::move(*parsed);
    }

    void
    keep(storage::Transaction& tx, AccountId account, const std::string& uri, const signatures::PrivateKey& key) const
    {
        const bool rsa = key.type() == signatures::KeyType::rsa;
        storage::accounts::add_key(
            tx,
            {.account = account,
             .key_uri = uri,
             .algorithm = rsa ? "rsa" : "ed25519",
             .public_key = key.public_key().to_bytes(),
             .private_key_sealed = secrets.seal(key.to_der(), seal_contexts::actor_key(uri))}
        );
    }
};

Keyring::Keyring(const crypto::SecretBox& secrets, std::size_t capacity)
    : impl_(std::make_unique<Impl>(secrets, capacity))
{
}

Keyring::~Keyring() = default;

result<std::shared_ptr<const LocalKeys>> Keyring::load(storage::Transaction& tx, AccountId account)
{
    if (auto known = impl_->find(account)) return known;
    std::optional<storage::ActorKey> rsa;
    std::optional<storage::ActorKey> ed25519;
    for (auto& key : storage::accounts::keys_of(tx, account)) {
        if (key.private_key_sealed.empty()) continue;
        (key.algorithm == "rsa" ? rsa : ed25519) = std::move(key);
    }
    if (!rsa || !ed25519) return errc::not_found;
    auto keys = std::make_shared<const LocalKeys>(
        with_public_halves({rsa->key_uri, impl_->unseal(*rsa), ed25519->key_uri, impl_->unseal(*ed25519)})
    );
    impl_->put(account, keys);
    return std::shared_ptr<const LocalKeys>(std::move(keys));
}

void Keyring::create(storage::Transaction& tx, const storage::Account& account)
{
    impl_->keep(tx, account.id, account.uri + "#main-key", signatures::PrivateKey::generate_rsa());
    impl_->keep(tx, account.id, account.uri + "#ed25519", signatures::PrivateKey::generate_ed25519());
}

} // namespace rounds::build
