#include "server/oauth/pkce.hpp"

#include "storage/base/crypto.hpp"

#include <algorithm>

namespace rounds::oauth {
namespace {

bool is_alphanumeric(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

} // namespace

bool is_challenge(std::string_view text) noexcept
{
    return text.size() == 43 &&
           std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; });
}

bool verifies(std::string_view verifier, std::string_view challenge)
{
    const bool well_formed =
        verifier.size() >= 43 && verifier.size() <= 128 && std::ranges::all_of(verifier, [](char c) {
            return is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
        });
    return well_formed && crypto::equal_in_constant_time(crypto::to_base64url(crypto::sha256(verifier)), challenge);
}

} // namespace rounds::oauth
