#pragma once

#include "storage/base/error.hpp"

#include <string>
#include <string_view>

/// Elliptic curve P-256 as Web Push uses it. Points are uncompressed (65 bytes), scalars have 32 bytes.
namespace rounds::push {

struct KeyPair
{
    std::string private_scalar;
    std::string public_point;
};

[[nodiscard]] KeyPair make_key_pair();
/// 65 bytes, uncompressed, and on the curve: a point that is not gives the secret away bit by bit.
[[nodiscard]] bool is_point(std::string_view bytes);
/// The shared secret of ECDH (NIST SP 800-56A), 32 bytes. invalid_argument when `theirs` is no point.
[[nodiscard]] result<std::string> shared_secret(const KeyPair& ours, std::string_view theirs);

} // namespace rounds::push
