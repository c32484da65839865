#pragma once

#include "storage/base/crypto.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace rounds::crypto {

/// Seals texts that must not be readable in the database, its log or a dump (security.md section 7): AES-256-GCM with
/// data keys, which are kept wrapped by the instance's key. To destroy a data key is to destroy what it sealed. The
/// database repository of the keys is storage/sealed.hpp; this class knows nothing of it. Thread-safe.
class Vault
{
public:
    /// A data key of a sealed text; `own` needs no row: it is derived from the instance's key, for what passes through.
    enum class KeyId : std::int64_t { own = 0 };

    /// `key`: the instance's, 32 bytes (server/app/secret_key.hpp). `most_kept`: opened data keys in memory.
    explicit Vault(std::string_view key, std::size_t most_kept = 10'000);
    ~Vault();
    Vault(const Vault&) = delete;
    Vault& operator=(const Vault&) = delete;

    /// Which instance key wrapped a data key: eight hexadecimal digits that tell nothing about it.
    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    /// The name of a vault with that key.
    [[nodiscard]] static std::string name_of(std::string_view key);

    /// A new data key, wrapped, to be kept beside name().
    [[nodiscard]] std::string make_key() const;
    /// A data key that `other` wrapped, wrapped by this one; invalid_argument when `other` did not.
    [[nodiscard]] result<std::string> take_over(std::string_view wrapped, const Vault& other) const;
    /// True when this one wrapped it.
    [[nodiscard]] bool wraps(std::string_view wrapped) const;
    /// Opens a wrapped data key and keeps it in memory as `id`; invalid_argument when it was wrapped by another key.
    [[nodiscard]] result<void> learn(KeyId id, std::string_view wrapped);
    [[nodiscard]] bool knows(KeyId id) const;
    /// A key that was destroyed must not live on here.
    void forget_all();

    /// Text that says by which key it was sealed, made for a text column. `context` (table, row, column) is
    /// authenticated: a sealed text that was moved elsewhere does not open. Throws std::logic_error for a key that was
    /// not learnt. An empty text stays empty.
    [[nodiscard]] std::string seal(KeyId key, std::string_view plain, std::string_view context) const;
    /// By which key `text` was sealed; not_found when it is no sealed text.
    [[nodiscard]] static result<KeyId> key_of(std::string_view text);
    /// not_found for a key that was not learnt; invalid_argument when the text was changed, moved, or never sealed.
    [[nodiscard]] result<std::string> open(std::string_view text, std::string_view context) const;

private:
    [[nodiscard]] std::shared_ptr<const SecretBox> box(KeyId key) const;

    SecretBox wrapping_;
    std::shared_ptr<const SecretBox> own_;
    std::string name_;
    std::size_t most_kept_;
    mutable std::mutex mutex_;
    std::unordered_map<KeyId, std::shared_ptr<const SecretBox>> kept_;
};

} // namespace rounds::crypto
