#pragma once

#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::storage::emojis {

struct Emoji
{
    std::string shortcode;
    std::optional<std::string> category;
    bool visible_in_picker = true;
};
[[nodiscard]] std::vector<Emoji> list(Transaction& tx);

struct Image
{
    std::string media_type;
    std::string content;
};
/// In place of the one with that shortcode.
void save(Transaction& tx, const Emoji& emoji, const Image& image);
bool remove(Transaction& tx, std::string_view shortcode);
[[nodiscard]] result<Image> find_image(Transaction& tx, std::string_view shortcode);

} // namespace rounds::storage::emojis
