#include "server/push/encrypt.hpp"

#include "server/push/openssl.hpp"
#include "storage/base/crypto.hpp"

#include <stdexcept>

namespace rounds::push {
namespace {

using namespace std::string_literals;

constexpr std::size_t salt_bytes = 16;
constexpr std::size_t secret_bytes = 16;
constexpr std::size_t key_bytes = 16;
constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;

/// The first block of HKDF-Expand (RFC 5869): nothing here is longer than 32 bytes.
std::string expand(std::string_view key, std::string info, std::size_t size)
{
    info += '\x01';
    return crypto::hmac_sha256(key, info).substr(0, size);
}

std::string seal(std::string_view key, std::string_view nonce, std::string_view plain)
{
    const CipherContext context{EVP_CIPHER_CTX_new()};
    std::string sealed(plain.size() + tag_bytes, '\0');
    int size = 0;
    int rest = 0;
    const bool done =
        context && EVP_EncryptInit_ex2(context.get(), EVP_aes_128_gcm(), bytes(key), bytes(nonce), nullptr) == 1 &&
        EVP_EncryptUpdate(context.get(), bytes(sealed), &size, bytes(plain), static_cast<int>(plain.size())) == 1 &&
        EVP_EncryptFinal_ex(context.get(), bytes(sealed) + size, &rest) == 1 &&
        EVP_CIPHER_CTX_ctrl(
            context.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(tag_bytes), bytes(sealed) + plain.size()
        ) == 1;
    if (!done) throw std::runtime_error("AES-128-GCM is not available");
    return sealed;
}

bool fits(std::string_view text, const Recipient& to)
{
    return text.size() <= longest_message && to.auth_secret.size() == secret_bytes;
}

std::string with_length(std::string_view point)
{
    return std::string{'\0', static_cast<char>(point.size())} + std::string(point);
}

} // namespace

Once make_once()
{
    return {.key = make_key_pair(), .salt = crypto::random_bytes(salt_bytes)};
}

result<std::string> encrypt_aes128gcm(std::string_view text, const Recipient& to, const Once& once)
{
    if (!fits(text, to)) return errc::invalid_argument;
    const auto secret = shared_secret(once.key, to.public_key);
    if (!secret) return secret.error();
    const auto info = "WebPush: info\0"s + std::string(to.public_key) + once.key.public_point;
    const auto input = expand(crypto::hmac_sha256(to.auth_secret, *secret), info, 32);
    const auto pseudo_random = crypto::hmac_sha256(once.salt, input);
    const auto key = expand(pseudo_random, "Content-Encoding: aes128gcm\0"s, key_bytes);
    const auto nonce = expand(pseudo_random, "Content-Encoding: nonce\0"s, nonce_bytes);

    const auto record_size = "\0\0\x10\0"s; // 4096
    const auto last_record = std::string(text) + '\x02';
    return once.salt + record_size + static_cast<char>(once.key.public_point.size()) + once.key.public_point +
           seal(key, nonce, last_record);
}

result<std::string> encrypt_aesgcm(std::string_view text, const Recipient& to, const Once& once)
{
    if (!fits(text, to)) return errc::invalid_argument;
    const auto secret = shared_secret(once.key, to.public_key);
    if (!secret) return secret.error();
    const auto input = expand(crypto::hmac_sha256(to.auth_secret, *secret), "Content-Encoding: auth\0"s, 32);
    const auto pseudo_random = crypto::hmac_sha256(once.salt, input);
    const auto context = "P-256\0"s + with_length(to.public_key) + with_length(once.key.public_point);
    const auto key = expand(pseudo_random, "Content-Encoding: aesgcm\0"s + context, key_bytes);
    const auto nonce = expand(pseudo_random, "Content-Encoding: nonce\0"s + context, nonce_bytes);

    const auto no_padding = "\0\0"s;
    return seal(key, nonce, no_padding + std::string(text));
}

} // namespace rounds::push
