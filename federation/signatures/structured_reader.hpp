#pragma once

#include "federation/signatures/structured_fields.hpp"

#include <optional>
#include <string_view>

namespace rounds::signatures::sf {

/// A recursive-descent reader of RFC 9651 section 4.2; each function reads one production or gives nothing. The depth
/// is bounded by the grammar (an inner list holds no lists).
class Reader
{
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    [[nodiscard]] std::optional<Dictionary> dictionary();
    [[nodiscard]] std::optional<std::vector<std::variant<Item, InnerList>>> list();
    [[nodiscard]] std::optional<Item> item();
    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
    void skip_spaces() noexcept;

private:
    using ItemOrList = std::variant<Item, InnerList>;

    [[nodiscard]] std::optional<ItemOrList> item_or_list();
    [[nodiscard]] std::optional<InnerList> inner_list();
    [[nodiscard]] std::optional<Parameters> parameters();
    [[nodiscard]] std::optional<std::string> key();
    [[nodiscard]] std::optional<BareItem> bare_item();
    [[nodiscard]] std::optional<BareItem> number();
    [[nodiscard]] std::optional<std::string> string();
    [[nodiscard]] std::optional<Token> token();
    [[nodiscard]] std::optional<Bytes> bytes();
    [[nodiscard]] std::optional<bool> boolean();
    [[nodiscard]] std::optional<Date> date();
    [[nodiscard]] std::optional<DisplayString> display_string();
    /// After a member: the end, or a comma and something behind it.
    [[nodiscard]] bool next_member();
    [[nodiscard]] bool take(char c) noexcept;
    [[nodiscard]] bool looking_at(char c) const noexcept { return !rest_.empty() && rest_.front() == c; }
    void skip_blanks() noexcept; ///< spaces and tabs

    std::string_view rest_;
};

} // namespace rounds::signatures::sf
