#include "storage/base/vault.hpp"

#include <charconv>
#include <stdexcept>

namespace rounds::crypto {
namespace {

constexpr std::size_t key_size = 32;
/// A control character begins it, which no text of a person begins with after it was cleaned.
constexpr std::string_view mark = "\x01sealed:";
constexpr std::string_view wrapping_context = "data_keys";

} // namespace

Vault::Vault(std::string_view key, std::size_t most_kept)
    : wrapping_(hmac_sha256(key, "vault: wraps data keys")),
      own_(std::make_shared<const SecretBox>(hmac_sha256(key, "vault: seals what passes through"))),
      name_(name_of(key)),
      most_kept_(most_kept)
{
}

Vault::~Vault() = default;

std::string Vault::name_of(std::string_view key)
{
    return to_hex(hmac_sha256(key, "vault: name")).substr(0, 8);
}

result<std::string> Vault::take_over(std::string_view wrapped, const Vault& other) const
{
    const auto key = other.wrapping_.open(wrapped, wrapping_context);
    if (!key) return key.error();
    return wrapping_.seal(*key, wrapping_context);
}

bool Vault::wraps(std::string_view wrapped) const
{
    return wrapping_.open(wrapped, wrapping_context).has_value();
}

std::string Vault::make_key() const
{
    return wrapping_.seal(random_bytes(key_size), wrapping_context);
}

result<void> Vault::learn(KeyId id, std::string_view wrapped)
{
    const auto key = wrapping_.open(wrapped, wrapping_context);
    if (!key) return key.error();
    const std::scoped_lock lock(mutex_);
    if (kept_.size() >= most_kept_) kept_.clear();
    kept_[id] = std::make_shared<const SecretBox>(*key);
    return {};
}

bool Vault::knows(KeyId id) const
{
    return box(id) != nullptr;
}

void Vault::forget_all()
{
    const std::scoped_lock lock(mutex_);
    kept_.clear();
}

std::shared_ptr<const SecretBox> Vault::box(KeyId key) const
{
    if (key == KeyId::own) return own_;
    const std::scoped_lock lock(mutex_);
    const auto found = kept_.find(key);
    return found == kept_.end() ? nullptr : found->second;
}

std::string Vault::seal(KeyId key, std::string_view plain, std::string_view context) const
{
    if (plain.empty()) return {};
    const auto with = box(key);
    if (!with) throw std::logic_error("a text was to be sealed with a key that is not known");
    std::string text(mark);
    text += std::to_string(static_cast<std::int64_t>(key));
    text += ':';
    text += to_base64url(with->seal(plain, context));
    return text;
}

result<Vault::KeyId> Vault::key_of(std::string_view text)
{
    if (!text.starts_with(mark)) return errc::not_found;
    const auto rest = text.substr(mark.size());
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), id);
    if (error != std::errc{} || end == rest.data() + rest.size() || *end != ':') return errc::not_found;
    return KeyId{id};
}

result<std::string> Vault::open(std::string_view text, std::string_view context) const
{
    const auto key = key_of(text);
    if (!key) return errc::invalid_argument;
    const auto with = box(*key);
    if (!with) return errc::not_found;
    const auto sealed = from_base64(text.substr(text.find(':', mark.size()) + 1));
    if (!sealed) return errc::invalid_argument;
    return with->open(*sealed, context);
}

} // namespace rounds::crypto
