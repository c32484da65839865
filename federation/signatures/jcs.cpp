#include "federation/signatures/jcs.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <vector>

namespace rounds::signatures {
namespace {

/// The code point at the start of well-formed UTF-8, which moves on.
char32_t next_code_point(std::string_view& text)
{
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    char32_t point = length == 1 ? first : first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length && i < text.size(); ++i)
        point = point << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
    text.remove_prefix(std::min(length, text.size()));
    return point;
}

std::u16string to_utf16(std::string_view text)
{
    std::u16string units;
    while (!text.empty()) {
        const auto point = next_code_point(text);
        if (point < 0x10000) {
            units += static_cast<char16_t>(point);
        } else {
            units += static_cast<char16_t>(0xD800 + ((point - 0x10000) >> 10U));
            units += static_cast<char16_t>(0xDC00 + ((point - 0x10000) & 0x3FFU));
        }
    }
    return units;
}

void append_string(std::string& out, std::string_view text)
{
    out += '"';
    for (const char c : text) {
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\b':
            out += "\\b";
            break;
        case '\f':
            out += "\\f";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            if (static_cast<unsigned char>(c) < 0x20)
                out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
            else
                out += c;
        }
    }
    out += '"';
}

void append_value(std::string& out, const json::value& value);

void append_object(std::string& out, const json::object& object)
{
    std::vector<std::pair<std::u16string, const json::key_value_pair*>> members;
    members.reserve(object.size());
    for (const auto& member : object)
        members.emplace_back(to_utf16({member.key().data(), member.key().size()}), &member);
    std::ranges::sort(members, {}, &decltype(members)::value_type::first);
    out += '{';
    for (const auto& member : members) {
        if (&member != &members.front()) out += ',';
        append_string(out, {member.second->key().data(), member.second->key().size()});
        out += ':';
        append_value(out, member.second->value());
    }
    out += '}';
}

void append_array(std::string& out, const json::array& array)
{
    out += '[';
    for (std::size_t i = 0; i < array.size(); ++i) {
        if (i != 0) out += ',';
        append_value(out, array[i]);
    }
    out += ']';
}

void append_value(std::string& out, const json::value& value)
{
    switch (value.kind()) {
    case json::kind::null:
        out += "null";
        break;
    case json::kind::bool_:
        out += value.get_bool() ? "true" : "false";
        break;
    case json::kind::int64:
        out += number_to_string(static_cast<double>(value.get_int64()));
        break;
    case json::kind::uint64:
        out += number_to_string(static_cast<double>(value.get_uint64()));
        break;
    case json::kind::double_:
        out += number_to_string(value.get_double());
        break;
    case json::kind::string:
        append_string(out, {value.get_string().data(), value.get_string().size()});
        break;
    case json::kind::array:
        append_array(out, value.get_array());
        break;
    case json::kind::object:
        append_object(out, value.get_object());
        break;
    }
}

/// The shortest digits that read back as the number, without the point, and the power of ten of the first.
struct Digits
{
    std::string digits;
    int exponent;
};

Digits shortest_digits(double number)
{
    std::array<char, 32> buffer{};
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::scientific).ptr;
    const std::string_view text{buffer.data(), static_cast<std::size_t>(end - buffer.data())};
    const auto e = text.find('e');
    Digits out{.digits = {}, .exponent = 0};
    for (const char c : text.substr(0, e))
        if (c != '.') out.digits += c;
    const auto power = text.substr(e + 2);
    std::from_chars(power.data(), power.data() + power.size(), out.exponent);
    if (text[e + 1] == '-') out.exponent = -out.exponent;
    return out;
}

} // namespace

std::string number_to_string(double number)
{
    if (number == 0) return "0";
    if (number < 0) return "-" + number_to_string(-number);
    const auto [digits, exponent] = shortest_digits(number);
    const int count = static_cast<int>(digits.size());
    const int point = exponent + 1; // "n" of ECMA-262: where the point stands among the digits
    if (count <= point && point <= 21) return digits + std::string(static_cast<std::size_t>(point - count), '0');
    if (0 < point && point <= 21)
        return digits.substr(0, static_cast<std::size_t>(point)) + "." + digits.substr(static_cast<std::size_t>(point));
    if (-6 < point && point <= 0) return "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
    const auto mantissa = count == 1 ? digits : digits.substr(0, 1) + "." + digits.substr(1);
    return fmt::format("{}e{}{}", mantissa, exponent < 0 ? '-' : '+', std::abs(exponent));
}

std::string canonicalize(const json::value& value)
{
    std::string out;
    append_value(out, value);
    return out;
}

} // namespace rounds::signatures
