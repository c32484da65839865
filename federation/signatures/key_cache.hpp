#pragma once

#include "federation/signatures/keys.hpp"

#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace rounds::signatures {

struct CachedKey
{
    PublicKey key;
    std::string owner; ///< id of the actor that this key speaks for
};

/// Parsed public keys by key id; the least recently used leaves when the cache is full. Safe to use from any thread.
class KeyCache
{
public:
    explicit KeyCache(std::size_t capacity) : capacity_(capacity) {}

    [[nodiscard]] std::optional<CachedKey> find(std::string_view key_id);
    void put(std::string_view key_id, CachedKey key);
    void erase(std::string_view key_id);
    /// All keys of an actor, when it changed its keys or is gone.
    void erase_owner(std::string_view owner);
    [[nodiscard]] std::size_t size() const;

private:
    struct Entry
    {
        std::string key_id;
        CachedKey key;
    };

    using Entries = std::list<Entry>;

    void remove(Entries::iterator entry);
    void forget_owner(Entries::iterator entry);

    std::size_t capacity_;
    mutable std::mutex mutex_;
    Entries entries_; ///< most recently used first
    std::unordered_map<std::string_view, Entries::iterator> index_;
    std::unordered_multimap<std::string, Entries::iterator> by_owner_;
};

} // namespace rounds::signatures
