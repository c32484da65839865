#include "federation/signatures/digest.hpp"

#include "federation/signatures/fields.hpp"
#include "federation/signatures/openssl.hpp"
#include "federation/signatures/structured_fields.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/text.hpp"

#include <openssl/sha.h>

namespace rounds::signatures {
namespace {

std::string sha512(std::string_view data)
{
    std::string out(SHA512_DIGEST_LENGTH, '\0');
    SHA512(bytes(data), data.size(), bytes(out));
    return out;
}

bool same(std::string_view encoded, std::string_view digest)
{
    const auto decoded = crypto::from_base64(encoded);
    return decoded && crypto::equal_in_constant_time(*decoded, digest);
}

} // namespace

std::string make_digest(std::string_view body)
{
    return "SHA-256=" + crypto::to_base64(crypto::sha256(body));
}

std::string make_content_digest(std::string_view body)
{
    return "sha-256=:" + crypto::to_base64(crypto::sha256(body)) + ":";
}

bool digest_matches(std::span<const HeaderView> headers, std::string_view body)
{
    const auto value = only_field(headers, "digest");
    if (!value) return false;
    int seen = 0;
    for (const auto piece : text::split(*value, ',')) {
        const auto entry = text::trim(piece);
        const auto equals = entry.find('=');
        if (equals == std::string_view::npos) return false;
        const auto algorithm = entry.substr(0, equals);
        const auto encoded = entry.substr(equals + 1);
        if (text::iequals(algorithm, "sha-256")) {
            if (++seen > 1 || !same(encoded, crypto::sha256(body))) return false;
        } else if (text::iequals(algorithm, "sha-512") && !same(encoded, sha512(body))) {
            return false;
        }
    }
    return seen == 1;
}

bool content_digest_matches(std::span<const HeaderView> headers, std::string_view body)
{
    const auto value = only_field(headers, "content-digest");
    if (!value) return false;
    const auto digests = sf::parse_dictionary(*value);
    if (!digests) return false;
    bool seen = false;
    for (const auto& member : *digests) {
        const bool short_one = member.key == "sha-256";
        if (!short_one && member.key != "sha-512") continue;
        const auto* item = std::get_if<sf::Item>(&member.value);
        const auto* given = item != nullptr ? std::get_if<sf::Bytes>(&item->value) : nullptr;
        if (given == nullptr || member.repeated) return false;
        if (!crypto::equal_in_constant_time(given->data, short_one ? crypto::sha256(body) : sha512(body))) return false;
        seen = true;
    }
    return seen;
}

} // namespace rounds::signatures
