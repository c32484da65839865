#include "federation/signatures/structured_reader.hpp"

#include "storage/base/crypto.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <charconv>

namespace rounds::signatures::sf {
namespace {

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}
bool is_lower(char c) noexcept
{
    return c >= 'a' && c <= 'z';
}
bool is_alpha(char c) noexcept
{
    return is_lower(c) || (c >= 'A' && c <= 'Z');
}
bool is_token_character(char c) noexcept
{
    return is_alpha(c) || is_digit(c) || std::string_view{"!#$%&'*+-.^_`|~:/"}.find(c) != std::string_view::npos;
}

/// A repeated key keeps its place and takes the new value (RFC 9651 sections 4.2.2 and 4.2.3.2).
void put(Parameters& parameters, std::string key, BareItem value)
{
    const auto found = std::ranges::find(parameters, key, &Parameters::value_type::first);
    if (found != parameters.end())
        found->second = std::move(value);
    else
        parameters.emplace_back(std::move(key), std::move(value));
}

void put(Dictionary& dictionary, std::string key, std::variant<Item, InnerList> value)
{
    const auto found = std::ranges::find(dictionary, key, &Member::key);
    if (found == dictionary.end()) {
        dictionary.push_back({.key = std::move(key), .value = std::move(value)});
        return;
    }
    found->value = std::move(value);
    found->repeated = true;
}

} // namespace

void Reader::skip_spaces() noexcept
{
    while (looking_at(' ')) rest_.remove_prefix(1);
}

void Reader::skip_blanks() noexcept
{
    while (looking_at(' ') || looking_at('\t')) rest_.remove_prefix(1);
}

bool Reader::take(char c) noexcept
{
    if (!looking_at(c)) return false;
    rest_.remove_prefix(1);
    return true;
}

bool Reader::next_member()
{
    skip_blanks();
    if (!take(',')) return false;
    skip_blanks();
    return !at_end();
}

std::optional<Dictionary> Reader::dictionary()
{
    Dictionary dictionary;
    if (at_end()) return dictionary;
    for (;;) {
        auto name = key();
        if (!name) return std::nullopt;
        std::optional<ItemOrList> value;
        if (take('=')) {
            value = item_or_list();
        } else if (auto flags = parameters()) {
            value = Item{.value = true, .parameters = std::move(*flags)};
        }
        if (!value) return std::nullopt;
        put(dictionary, std::move(*name), std::move(*value));
        const auto before = rest_;
        skip_blanks();
        if (at_end()) return dictionary;
        rest_ = before;
        if (!next_member()) return std::nullopt;
    }
}

std::optional<std::vector<std::variant<Item, InnerList>>> Reader::list()
{
    std::vector<ItemOrList> members;
    if (at_end()) return members;
    for (;;) {
        auto member = item_or_list();
        if (!member) return std::nullopt;
        members.push_back(std::move(*member));
        const auto before = rest_;
        skip_blanks();
        if (at_end()) return members;
        rest_ = before;
        if (!next_member()) return std::nullopt;
    }
}

std::optional<Reader::ItemOrList> Reader::item_or_list()
{
    if (looking_at('(')) {
        auto list = inner_list();
        if (!list) return std::nullopt;
        return ItemOrList{std::move(*list)};
    }
    auto single = item();
    if (!single) return std::nullopt;
    return ItemOrList{std::move(*single)};
}

std::optional<InnerList> Reader::inner_list()
{
    if (!take('(')) return std::nullopt;
    InnerList list;
    for (;;) {
        skip_spaces();
        if (take(')')) break;
        auto member = item();
        if (!member || (!looking_at(' ') && !looking_at(')'))) return std::nullopt;
        list.items.push_back(std::move(*member));
    }
    auto found = parameters();
    if (!found) return std::nullopt;
    list.parameters = std::move(*found);
    return list;
}

std::optional<Item> Reader::item()
{
    auto value = bare_item();
    if (!value) return std::nullopt;
    auto found = parameters();
    if (!found) return std::nullopt;
    return Item{.value = std::move(*value), .parameters = std::move(*found)};
}

std::optional<Parameters> Reader::parameters()
{
    Parameters parameters;
    while (take(';')) {
        skip_spaces();
        auto name = key();
        if (!name) return std::nullopt;
        BareItem value = true;
        if (take('=')) {
            auto given = bare_item();
            if (!given) return std::nullopt;
            value = std::move(*given);
        }
        put(parameters, std::move(*name), std::move(value));
    }
    return parameters;
}

std::optional<std::string> Reader::key()
{
    if (at_end() || (!is_lower(rest_.front()) && rest_.front() != '*')) return std::nullopt;
    const auto end = std::ranges::find_if_not(rest_, [](char c) {
        return is_lower(c) || is_digit(c) || c == '_' || c == '-' || c == '.' || c == '*';
    });
    std::string name(rest_.begin(), end);
    rest_.remove_prefix(name.size());
    return name;
}

std::optional<BareItem> Reader::bare_item()
{
    if (at_end()) return std::nullopt;
    const char c = rest_.front();
    if (c == '-' || is_digit(c)) return number();
    if (c == '"') return string();
    if (c == '*' || is_alpha(c)) return token();
    if (c == ':') return bytes();
    if (c == '?') return boolean();
    if (c == '@') return date();
    if (c == '%') return display_string();
    return std::nullopt;
}

std::optional<BareItem> Reader::number()
{
    const bool negative = take('-');
    const auto count = [](std::string_view text) {
        return static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
    };
    const auto whole = count(rest_);
    if (whole == 0 || whole > 15) return std::nullopt;
    const bool fractional = whole < rest_.size() && rest_[whole] == '.';
    if (!fractional) {
        std::int64_t value = 0;
        std::from_chars(rest_.data(), rest_.data() + whole, value);
        rest_.remove_prefix(whole);
        return BareItem{negative ? -value : value};
    }
    const auto fraction = count(rest_.substr(whole + 1));
    if (whole > 12 || fraction == 0 || fraction > 3) return std::nullopt;
    double value = 0;
    std::from_chars(rest_.data(), rest_.data() + whole + 1 + fraction, value);
    rest_.remove_prefix(whole + 1 + fraction);
    return BareItem{negative ? -value : value};
}

std::optional<std::string> Reader::string()
{
    if (!take('"')) return std::nullopt;
    std::string text;
    while (!at_end()) {
        char c = rest_.front();
        rest_.remove_prefix(1);
        if (c == '"') return text;
        if (c < 0x20 || c > 0x7e) return std::nullopt;
        if (c == '\\') {
            if (!looking_at('"') && !looking_at('\\')) return std::nullopt;
            c = rest_.front();
            rest_.remove_prefix(1);
        }
        text += c;
    }
    return std::nullopt;
}

std::optional<Token> Reader::token()
{
    const auto end = std::ranges::find_if_not(rest_, is_token_character);
    Token token{std::string(rest_.begin(), end)};
    rest_.remove_prefix(token.text.size());
    return token;
}

std::optional<Bytes> Reader::bytes()
{
    if (!take(':')) return std::nullopt;
    const auto end = rest_.find(':');
    if (end == std::string_view::npos) return std::nullopt;
    const auto encoded = rest_.substr(0, end);
    // Our decoder takes the URL alphabet as well; a structured field has the plain one.
    if (encoded.find_first_of("-_") != std::string_view::npos) return std::nullopt;
    auto data = crypto::from_base64(encoded);
    if (!data) return std::nullopt;
    rest_.remove_prefix(end + 1);
    return Bytes{std::move(*data)};
}

std::optional<bool> Reader::boolean()
{
    if (!take('?')) return std::nullopt;
    if (take('1')) return true;
    if (take('0')) return false;
    return std::nullopt;
}

std::optional<Date> Reader::date()
{
    if (!take('@') || at_end() || (!looking_at('-') && !is_digit(rest_.front()))) return std::nullopt;
    const auto seconds = number();
    if (!seconds || !std::holds_alternative<std::int64_t>(*seconds)) return std::nullopt;
    return Date{std::get<std::int64_t>(*seconds)};
}

std::optional<DisplayString> Reader::display_string()
{
    if (!take('%') || !take('"')) return std::nullopt;
    std::string encoded;
    while (!at_end() && !looking_at('"')) {
        const char c = rest_.front();
        if (c < 0x20 || c > 0x7e) return std::nullopt;
        if (c == '%' && (rest_.size() < 3 || text::to_lower(rest_.substr(1, 2)) != rest_.substr(1, 2)))
            return std::nullopt;
        if (c != '%') {
            encoded += c;
            rest_.remove_prefix(1);
            continue;
        }
        const auto byte = crypto::from_hex(rest_.substr(1, 2));
        if (!byte) return std::nullopt;
        encoded += *byte;
        rest_.remove_prefix(3);
    }
    // NUL is text in RFC 9651 but in nothing we keep.
    if (!take('"') || !text::is_utf8(encoded)) return std::nullopt;
    return DisplayString{std::move(encoded)};
}

} // namespace rounds::signatures::sf
