#pragma once

#include "storage/base/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// Structured field values (RFC 9651), as far as HTTP signatures and Content-Digest need them: dictionaries of items
/// and inner lists with parameters. Decimals, Dates and Display Strings are read; nothing throws.
namespace rounds::signatures::sf {

struct Token
{
    std::string text;
    bool operator==(const Token&) const = default;
};
struct Bytes
{
    std::string data;
    bool operator==(const Bytes&) const = default;
};
struct Date
{
    std::int64_t seconds;
    bool operator==(const Date&) const = default;
};
struct DisplayString
{
    std::string text;
    bool operator==(const DisplayString&) const = default;
};

/// Integer, Decimal, String, Token, Byte Sequence, Boolean, Date, Display String.
using BareItem = std::variant<std::int64_t, double, std::string, Token, Bytes, bool, Date, DisplayString>;

/// In the order of their first appearance; a repeated key keeps its last value (RFC 9651 section 4.2.3.2).
using Parameters = std::vector<std::pair<std::string, BareItem>>;

struct Item
{
    BareItem value{};
    Parameters parameters{};
};

struct InnerList
{
    std::vector<Item> items{};
    Parameters parameters{};
};

struct Member
{
    std::string key;
    std::variant<Item, InnerList> value;
    bool repeated = false; ///< the key stood in the field more than once; RFC 9651 takes the last, signatures refuse
};

using Dictionary = std::vector<Member>;

[[nodiscard]] result<Dictionary> parse_dictionary(std::string_view text);
[[nodiscard]] result<Item> parse_item(std::string_view text);
[[nodiscard]] result<std::vector<std::variant<Item, InnerList>>> parse_list(std::string_view text);

[[nodiscard]] const Member* find(const Dictionary& dictionary, std::string_view key) noexcept;
[[nodiscard]] const BareItem* find(const Parameters& parameters, std::string_view key) noexcept;

/// The canonical form of RFC 9651 section 4.1 for a String, and for an inner list with its parameters.
[[nodiscard]] std::string serialize(const BareItem& item);
[[nodiscard]] std::string serialize(const Item& item);
[[nodiscard]] std::string serialize(const InnerList& list);

} // namespace rounds::signatures::sf
