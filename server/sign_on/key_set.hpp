#pragma once

#include "federation/signatures/keys.hpp"
#include "server/sign_on/fault.hpp"
#include "storage/base/json.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::sign_on {

/// The algorithms that are taken (RFC 7518 section 3.1, RFC 8037). No HMAC: a client secret is no key of a provider.
enum class Algorithm : std::uint8_t { rs256, es256, eddsa };
[[nodiscard]] std::optional<Algorithm> algorithm_of(std::string_view name) noexcept;

/// The public signing keys of a provider (RFC 7517 section 5).
class KeySet
{
public:
    /// Keys of other kinds, for encryption, or that cannot be read are left out; malformed without a list of keys.
    [[nodiscard]] static result<KeySet> read(const json::object& document);

    /// Whether a token that names this key ("": none) could be checked.
    [[nodiscard]] bool knows(std::string_view kid, Algorithm algorithm) const;
    /// unknown_key or bad_signature. Without a name the only key of the algorithm is taken.
    [[nodiscard]] result<void>
    verify(std::string_view kid, Algorithm algorithm, std::string_view message, std::string_view signature) const;
    [[nodiscard]] std::size_t size() const noexcept { return keys_.size(); }

private:
    struct Key
    {
        std::string kid;
        Algorithm algorithm{};
        std::optional<signatures::PublicKey> plain; ///< RSA, Ed25519
        std::shared_ptr<evp_pkey_st> curve;         ///< P-256
    };
    [[nodiscard]] static std::optional<Key> read_key(const json::object& jwk);
    [[nodiscard]] const Key* find(std::string_view kid, Algorithm algorithm) const;

    std::vector<Key> keys_;
};

} // namespace rounds::sign_on
