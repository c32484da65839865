#include "server/social/totp.hpp"

#include "storage/base/crypto.hpp"
#include "storage/base/url.hpp"

#include <array>
#include <chrono>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdexcept>

namespace rounds::social::totp {
namespace {

constexpr std::chrono::seconds step_length{30};
constexpr std::uint32_t modulus = 1'000'000;

std::array<unsigned char, 20> hmac_sha1(std::string_view key, std::string_view data)
{
    std::array<unsigned char, 20> out{};
    unsigned size = 0;
    if (HMAC(
            EVP_sha1(),
            key.data(),
            static_cast<int>(key.size()),
            reinterpret_cast<const unsigned char*>(data.data()),
            data.size(),
            out.data(),
            &size
        ) == nullptr ||
        size != out.size())
        throw std::runtime_error("HMAC-SHA-1 failed");
    return out;
}

} // namespace

std::string make_secret()
{
    return crypto::random_bytes(20);
}

std::string to_base32(std::string_view data)
{
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out;
    unsigned held = 0;
    unsigned bits = 0;
    for (const char c : data) {
        held = held << 8U | static_cast<unsigned char>(c);
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            out += alphabet[held >> bits & 31U];
        }
        held &= (1U << bits) - 1;
    }
    if (bits > 0) out += alphabet[held << (5 - bits) & 31U];
    return out;
}

std::int64_t step_at(Time time) noexcept
{
    return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()) / step_length;
}

std::string code_of(std::string_view secret, std::int64_t step)
{
    std::string counter(8, '\0');
    for (std::size_t i = 0; i < 8; ++i)
        counter[7 - i] = static_cast<char>(static_cast<std::uint64_t>(step) >> (8 * i) & 0xffU);
    const auto hash = hmac_sha1(secret, counter);
    const std::size_t at = hash[19] & 0x0fU; // RFC 4226 section 5.3
    const std::uint32_t number = (hash[at] & 0x7fU) << 24U | static_cast<std::uint32_t>(hash[at + 1]) << 16U |
                                 static_cast<std::uint32_t>(hash[at + 2]) << 8U | hash[at + 3];
    return fmt::format("{:06}", number % modulus);
}

std::optional<std::int64_t> find_step(std::string_view secret, std::string_view code, Time now, std::int64_t last_step)
{
    std::optional<std::int64_t> found;
    const auto present = step_at(now);
    for (const auto step : {present - 1, present, present + 1})
        if (crypto::equal_in_constant_time(code_of(secret, step), code) && step > last_step) found = step;
    return found;
}

std::string key_uri(std::string_view issuer, std::string_view name, std::string_view secret)
{
    return fmt::format(
        "otpauth://totp/{}:{}?secret={}&issuer={}",
        percent_encode(issuer),
        percent_encode(name),
        to_base32(secret),
        percent_encode(issuer)
    );
}

} // namespace rounds::social::totp
