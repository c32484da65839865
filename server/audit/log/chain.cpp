#include "server/audit/log/chain.hpp"

#include "storage/base/crypto.hpp"
#include "storage/base/json.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <stdexcept>

namespace rounds::audit {
namespace {

/// PrivateKeyInfo (RFC 8410 section 7) of an Ed25519 key, up to its 32 bytes.
constexpr unsigned char der_before_seed[] = {
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20
};

std::int64_t microseconds(Time time)
{
    return time.time_since_epoch().count();
}

std::string head_message(const Head& head)
{
    return fmt::format(
        "rounds audit head\n{}\n{}\n{}\n{}\n",
        head.seq,
        head.entry,
        crypto::to_hex(head.hash),
        microseconds(head.sealed_at)
    );
}

std::string checkpoint_message(const Checkpoint& checkpoint)
{
    return fmt::format(
        "rounds audit checkpoint\n{}\n{}\n{}\n{}\n{}\n",
        checkpoint.seq,
        checkpoint.entry,
        crypto::to_hex(checkpoint.hash),
        microseconds(checkpoint.until),
        microseconds(checkpoint.signed_at)
    );
}

std::string succession_message(const Succession& succession)
{
    return fmt::format(
        "rounds audit succession\n{}\n{}\n{}\n", succession.seq, succession.before, succession.public_key
    );
}

bool signed_by(
    const std::string& message, const std::string& signature, const std::string& signer, std::string_view expected
)
{
    if (!expected.empty() && signer != expected) return false;
    const auto key = signatures::PublicKey::from_multikey(signer);
    return key && key->verify(message, signature);
}

json::value number_or_null(const std::optional<std::int64_t>& id)
{
    return id ? json::value(std::to_string(*id)) : json::value(nullptr);
}

} // namespace

std::string content_json(const Entry& entry)
{
    json::object o;
    o["at"] = std::to_string(microseconds(entry.at));
    o["actor"] = entry.actor ? json::value(to_string(*entry.actor)) : json::value(nullptr);
    o["via"] = entry.via;
    o["action"] = entry.action;
    o["target_kind"] = entry.target_kind;
    o["target"] = number_or_null(entry.target);
    o["related"] = number_or_null(entry.related);
    o["rule"] = entry.rule;
    return json::serialize(o);
}

std::string leaf_of(const Entry& entry)
{
    return crypto::sha256(std::string(1, '\0') + content_json(entry));
}

std::string chained(std::string_view before, const Seal& seal)
{
    return crypto::sha256(fmt::format("\x01{}\n{}\n{}\n{}", before, seal.seq, seal.entry, seal.leaf));
}

std::vector<Seal> seal(const std::optional<Seal>& last, const std::vector<Entry>& entries)
{
    std::vector<Seal> seals;
    std::string before = last ? last->hash : std::string{};
    std::int64_t seq = last ? last->seq : 0;
    for (const auto& entry : entries) {
        Seal next{.seq = ++seq, .entry = entry.id, .leaf = leaf_of(entry), .hash = {}};
        next.hash = chained(before, next);
        before = next.hash;
        seals.push_back(std::move(next));
    }
    return seals;
}

signatures::PrivateKey signing_key(std::string_view secret_key)
{
    const std::string head(reinterpret_cast<const char*>(der_before_seed), sizeof der_before_seed);
    auto key = signatures::PrivateKey::from_der(head + crypto::hmac_sha256(secret_key, "audit: signs heads"));
    if (!key) throw std::runtime_error("the key that signs heads of the audit log cannot be made");
    return *key;
}

Head sign_head(const Seal& last, Time now, const signatures::PrivateKey& key)
{
    Head head;
    head.seq = last.seq;
    head.entry = last.entry;
    head.hash = last.hash;
    head.sealed_at = now;
    head.public_key = key.public_key().to_multikey();
    head.signature = key.sign(head_message(head));
    return head;
}

bool is_genuine(const Head& head, std::string_view expected_key)
{
    return signed_by(head_message(head), head.signature, head.public_key, expected_key);
}

Checkpoint sign_checkpoint(const Sealed& last, Time now, const signatures::PrivateKey& key)
{
    Checkpoint checkpoint;
    checkpoint.seq = last.seal.seq;
    checkpoint.entry = last.seal.entry;
    checkpoint.hash = last.seal.hash;
    checkpoint.until = last.entry.value().at;
    checkpoint.signed_at = now;
    checkpoint.public_key = key.public_key().to_multikey();
    checkpoint.signature = key.sign(checkpoint_message(checkpoint));
    return checkpoint;
}

bool is_genuine(const Checkpoint& checkpoint, std::string_view expected_key)
{
    return signed_by(checkpoint_message(checkpoint), checkpoint.signature, checkpoint.public_key, expected_key);
}

Succession sign_succession(std::int64_t seq, std::string before, const signatures::PrivateKey& key)
{
    Succession succession;
    succession.seq = seq;
    succession.before = std::move(before);
    succession.public_key = key.public_key().to_multikey();
    succession.signature = key.sign(succession_message(succession));
    return succession;
}

bool is_genuine(const Succession& succession, std::string_view expected_key)
{
    return signed_by(succession_message(succession), succession.signature, succession.public_key, expected_key);
}

} // namespace rounds::audit
