#pragma once

#include "federation/signatures/keys.hpp"

#include <shared_mutex>
#include <string>
#include <unordered_map>

namespace rounds::bench {

/// Parsed keys of actors by key id. An unknown one is fetched on the spot, from this machine.
class KeyRing
{
public:
    /// Throws std::exception when it cannot be had.
    [[nodiscard]] signatures::PublicKey find(const std::string& key_id);

private:
    std::shared_mutex mutex_;
    std::unordered_map<std::string, signatures::PublicKey> keys_;
};

} // namespace rounds::bench
