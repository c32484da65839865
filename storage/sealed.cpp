#include "storage/sealed.hpp"

#include "storage/base/log.hpp"
#include "storage/base/vault.hpp"

namespace rounds::storage::sealed {
namespace {

using crypto::Vault;

const Statement find_for_sql{"sealed.find_for", R"(
    SELECT id, wrapped FROM data_keys
    WHERE account_id = $1 AND conversation_id IS NOT DISTINCT FROM $2 AND wrapped_by = $3
    ORDER BY id LIMIT 1)"};
const Statement find_sql{"sealed.find", "SELECT wrapped FROM data_keys WHERE id = $1"};
const Statement add_sql{"sealed.add", R"(
    INSERT INTO data_keys (account_id, conversation_id, wrapped_by, wrapped) VALUES ($1, $2, $3, $4) RETURNING id)"};
const Statement destroy_sql{"sealed.destroy", "DELETE FROM data_keys WHERE account_id = $1"};

void learn(Vault& vault, Vault::KeyId id, const std::string& wrapped)
{
    if (!vault.learn(id, wrapped))
        log::error("data key {} was sealed by another key of this instance", static_cast<std::int64_t>(id));
}

} // namespace

// The key is looked up each time: one that was remembered could come from a transaction that was rolled back.
Sealer::Sealer(Transaction& tx, const Owner& owner) : tx_(tx), key_(0)
{
    auto& vault = tx.vault();
    const auto rows = tx.exec(find_for_sql, owner.account, owner.conversation, vault.name());
    if (!rows.empty()) {
        key_ = rows.front().get<std::int64_t>("id");
        if (!vault.knows(Vault::KeyId{key_})) learn(vault, Vault::KeyId{key_}, rows.front().get<Bytes>("wrapped").data);
        return;
    }
    const auto wrapped = vault.make_key();
    key_ = tx.exec(add_sql, owner.account, owner.conversation, vault.name(), Bytes{wrapped})
               .front()
               .at(0)
               .as<std::int64_t>();
    learn(vault, Vault::KeyId{key_}, wrapped);
}

std::string Sealer::operator()(std::string_view plain, std::string_view context) const
{
    return tx_.vault().seal(Vault::KeyId{key_}, plain, context);
}

std::optional<Owner> owner_of(const Status& status)
{
    if (status.visibility != Visibility::direct || status.reblog_of) return std::nullopt;
    return Owner{.account = status.account, .conversation = status.conversation};
}

std::string open(Transaction& tx, std::string text, std::string_view context)
{
    const auto key = Vault::key_of(text);
    if (!key) return text;
    auto& vault = tx.vault();
    if (!vault.knows(*key)) {
        const auto rows = tx.exec(find_sql, static_cast<std::int64_t>(*key));
        if (rows.empty()) return {};
        learn(vault, *key, rows.front().get<Bytes>("wrapped").data);
    }
    auto plain = vault.open(text, context);
    if (plain) return std::move(*plain);
    if (plain.error() == errc::not_found) return {};
    log::warn("a sealed text does not open: {}", context);
    return text;
}

std::string seal_passing(const Transaction& tx, std::string_view plain, std::string_view context)
{
    return tx.vault().seal(Vault::KeyId::own, plain, context);
}

std::string status_context(StatusId id, std::string_view column)
{
    return "statuses/" + std::to_string(to_int(id)) + "/" + std::string(column);
}

void destroy(Transaction& tx, AccountId account)
{
    tx.exec(destroy_sql, account);
}

} // namespace rounds::storage::sealed
