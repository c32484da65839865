#include "federation/signatures/structured_fields.hpp"

#include "federation/signatures/structured_reader.hpp"
#include "storage/base/crypto.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace rounds::signatures::sf {
namespace {

/// A parse by the whole text: leading and trailing spaces are allowed (RFC 9651 section 4.2), nothing else around.
template <class T, class Read> result<T> whole(std::string_view text, Read read)
{
    Reader reader{text};
    reader.skip_spaces();
    auto value = read(reader);
    reader.skip_spaces();
    if (!value || !reader.at_end()) return errc::invalid_argument;
    return std::move(*value);
}

void append(std::string& out, const Parameters& parameters)
{
    for (const auto& [key, value] : parameters) {
        out += ';';
        out += key;
        const auto* flag = std::get_if<bool>(&value);
        if (flag != nullptr && *flag) continue;
        out += '=';
        out += serialize(value);
    }
}

std::string in_quotes(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

std::string decimal(double number)
{
    auto out = fmt::format("{:.3f}", number);
    while (out.ends_with('0') && !out.ends_with(".0")) out.pop_back();
    return out;
}

std::string display(std::string_view text)
{
    std::string out = "%\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '%' || c == '"' || byte < 0x20 || byte > 0x7e)
            out += fmt::format("%{:02x}", byte);
        else
            out += c;
    }
    return out + '"';
}

struct Serializer
{
    std::string operator()(std::int64_t number) const { return fmt::format("{}", number); }
    std::string operator()(double number) const { return decimal(number); }
    std::string operator()(const std::string& text) const { return in_quotes(text); }
    std::string operator()(const Token& token) const { return token.text; }
    std::string operator()(const Bytes& bytes) const { return ":" + crypto::to_base64(bytes.data) + ":"; }
    std::string operator()(bool flag) const { return flag ? "?1" : "?0"; }
    std::string operator()(Date date) const { return fmt::format("@{}", date.seconds); }
    std::string operator()(const DisplayString& shown) const { return display(shown.text); }
};

} // namespace

result<Dictionary> parse_dictionary(std::string_view text)
{
    return whole<Dictionary>(text, [](Reader& reader) { return reader.dictionary(); });
}

result<Item> parse_item(std::string_view text)
{
    return whole<Item>(text, [](Reader& reader) { return reader.item(); });
}

result<std::vector<std::variant<Item, InnerList>>> parse_list(std::string_view text)
{
    using List = std::vector<std::variant<Item, InnerList>>;
    return whole<List>(text, [](Reader& reader) { return reader.list(); });
}

const Member* find(const Dictionary& dictionary, std::string_view key) noexcept
{
    const auto found = std::ranges::find(dictionary, key, &Member::key);
    return found == dictionary.end() ? nullptr : &*found;
}

const BareItem* find(const Parameters& parameters, std::string_view key) noexcept
{
    const auto found = std::ranges::find(parameters, key, &Parameters::value_type::first);
    return found == parameters.end() ? nullptr : &found->second;
}

std::string serialize(const BareItem& item)
{
    return std::visit(Serializer{}, item);
}

std::string serialize(const Item& item)
{
    auto out = serialize(item.value);
    append(out, item.parameters);
    return out;
}

std::string serialize(const InnerList& list)
{
    std::string out = "(";
    for (const auto& item : list.items) {
        if (&item != &list.items.front()) out += ' ';
        out += serialize(item);
    }
    out += ')';
    append(out, list.parameters);
    return out;
}

} // namespace rounds::signatures::sf
