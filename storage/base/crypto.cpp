#include "storage/base/crypto.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdexcept>

namespace rounds::crypto {
namespace {

constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;

const unsigned char* bytes(std::string_view text) noexcept
{
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(std::string& text) noexcept
{
    return reinterpret_cast<unsigned char*>(text.data());
}

struct FreeCipher
{
    void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

void check(int ok)
{
    if (ok != 1) throw std::runtime_error("OpenSSL refused a cipher operation");
}

std::string encode(std::string_view data, std::string_view alphabet, bool pad)
{
    std::string out;
    out.reserve((data.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < data.size(); i += 3) {
        const auto at = [&](std::size_t k) -> unsigned {
            return i + k < data.size() ? static_cast<unsigned char>(data[i + k]) : 0U;
        };
        const unsigned group = at(0) << 16U | at(1) << 8U | at(2);
        const std::size_t chars = std::min<std::size_t>(data.size() - i, 3) + 1;
        for (std::size_t k = 0; k < 4; ++k) {
            if (k < chars)
                out += alphabet[group >> (18U - 6U * k) & 63U];
            else if (pad)
                out += '=';
        }
    }
    return out;
}

constexpr std::string_view base64_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base64url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr int sextet(char c) noexcept
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    if (c == '/' || c == '_') return 63;
    return -1;
}

/// A signature has 344 characters, and each delivery a signature.
constexpr auto sextets = [] {
    std::array<std::int8_t, 256> values{};
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::int8_t>(sextet(static_cast<char>(i)));
    return values;
}();

int nibble(char c) noexcept
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

} // namespace

std::string sha256(std::string_view data)
{
    std::string out(SHA256_DIGEST_LENGTH, '\0');
    SHA256(bytes(data), data.size(), bytes(out));
    return out;
}

std::string hmac_sha256(std::string_view key, std::string_view data)
{
    std::string out(SHA256_DIGEST_LENGTH, '\0');
    unsigned size = 0;
    if (key.size() > std::numeric_limits<int>::max() ||
        HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes(data), data.size(), bytes(out), &size) ==
            nullptr)
        throw std::runtime_error("OpenSSL refused HMAC-SHA-256");
    return out;
}

std::string random_bytes(std::size_t size)
{
    std::string out(size, '\0');
    if (RAND_bytes(bytes(out), static_cast<int>(size)) != 1) throw std::runtime_error("no randomness from the system");
    return out;
}

std::string random_token()
{
    // One in 64 would begin with a dash, and command lines would take it for an option.
    auto token = to_base64url(random_bytes(32));
    while (token.front() == '-') token = to_base64url(random_bytes(32));
    return token;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string to_hex(std::string_view data)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char c : data) {
        const auto byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

std::string to_base64(std::string_view data)
{
    return encode(data, base64_alphabet, true);
}
std::string to_base64url(std::string_view data)
{
    return encode(data, base64url_alphabet, false);
}

result<std::string> from_base64(std::string_view text)
{
    while (!text.empty() && text.back() == '=') text.remove_suffix(1);
    if (text.size() % 4 == 1) return errc::invalid_argument;
    std::string out;
    out.reserve(text.size() * 3 / 4);
    unsigned group = 0;
    unsigned bits = 0;
    for (const char c : text) {
        const int value = sextets[static_cast<unsigned char>(c)];
        if (value < 0) return errc::invalid_argument;
        group = group << 6U | static_cast<unsigned>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>(group >> bits & 0xFFU);
        }
    }
    return out;
}

result<std::string> from_hex(std::string_view text)
{
    if (text.size() % 2 != 0) return errc::invalid_argument;
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = nibble(text[i]);
        const int low = nibble(text[i + 1]);
        if (high < 0 || low < 0) return errc::invalid_argument;
        out += static_cast<char>(high * 16 + low);
    }
    return out;
}

SecretBox::SecretBox(std::string_view key)
{
    if (key.size() != key_.size()) throw std::invalid_argument("the key of a secret box is 32 bytes");
    std::ranges::copy(key, key_.begin());
}

SecretBox::~SecretBox()
{
    OPENSSL_cleanse(key_.data(), key_.size());
}

std::string SecretBox::seal(std::string_view plain, std::string_view context) const
{
    std::string out = random_bytes(nonce_size);
    out.resize(nonce_size + plain.size() + tag_size);
    const CipherContext cipher{EVP_CIPHER_CTX_new()};
    check(EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key_.data(), bytes(out)));
    int length = 0;
    check(EVP_EncryptUpdate(cipher.get(), nullptr, &length, bytes(context), static_cast<int>(context.size())));
    check(
        EVP_EncryptUpdate(cipher.get(), bytes(out) + nonce_size, &length, bytes(plain), static_cast<int>(plain.size()))
    );
    check(EVP_EncryptFinal_ex(cipher.get(), bytes(out) + nonce_size + length, &length));
    check(EVP_CIPHER_CTX_ctrl(
        cipher.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(tag_size), bytes(out) + nonce_size + plain.size()
    ));
    return out;
}

result<std::string> SecretBox::open(std::string_view sealed, std::string_view context) const
{
    if (sealed.size() < nonce_size + tag_size) return errc::invalid_argument;
    const auto body = sealed.substr(nonce_size, sealed.size() - nonce_size - tag_size);
    std::string tag(sealed.substr(sealed.size() - tag_size));
    std::string plain(body.size(), '\0');
    const CipherContext cipher{EVP_CIPHER_CTX_new()};
    check(EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key_.data(), bytes(sealed)));
    int length = 0;
    check(EVP_DecryptUpdate(cipher.get(), nullptr, &length, bytes(context), static_cast<int>(context.size())));
    check(EVP_DecryptUpdate(cipher.get(), bytes(plain), &length, bytes(body), static_cast<int>(body.size())));
    check(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(tag_size), bytes(tag)));
    if (EVP_DecryptFinal_ex(cipher.get(), bytes(plain) + length, &length) != 1) return errc::invalid_argument;
    return plain;
}

} // namespace rounds::crypto
