#include "federation/signatures/multibase.hpp"

#include <algorithm>
#include <vector>

namespace rounds::signatures {
namespace {

constexpr std::string_view alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::size_t longest = 1024;

/// Reads digits of base `from`, most significant first, and gives those of base `to`. Leading zeros are left to the
/// caller.
std::vector<unsigned> convert(const std::vector<unsigned>& digits, unsigned from, unsigned to)
{
    std::vector<unsigned> out; // least significant first
    for (const auto digit : digits) {
        unsigned carry = digit;
        for (auto& place : out) {
            carry += place * from;
            place = carry % to;
            carry /= to;
        }
        for (; carry != 0; carry /= to) out.push_back(carry % to);
    }
    std::ranges::reverse(out);
    return out;
}

} // namespace

std::string to_base58(std::string_view data)
{
    std::vector<unsigned> digits;
    for (const char c : data) digits.push_back(static_cast<unsigned char>(c));
    std::string out(
        static_cast<std::size_t>(std::ranges::find_if(data, [](char c) { return c != '\0'; }) - data.begin()), '1'
    );
    for (const auto digit : convert(digits, 256, 58)) out += alphabet[digit];
    return out;
}

result<std::string> from_base58(std::string_view text)
{
    if (text.size() > longest) return errc::invalid_argument;
    std::vector<unsigned> digits;
    for (const char c : text) {
        const auto place = alphabet.find(c);
        if (place == std::string_view::npos) return errc::invalid_argument;
        digits.push_back(static_cast<unsigned>(place));
    }
    std::string out(std::min(text.find_first_not_of('1'), text.size()), '\0');
    for (const auto byte : convert(digits, 58, 256)) out += static_cast<char>(byte);
    return out;
}

} // namespace rounds::signatures
