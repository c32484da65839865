#include "storage/emojis.hpp"

namespace rounds::storage::emojis {
namespace {

const Statement list_sql{"emojis.list", R"(
    SELECT shortcode, category, visible_in_picker FROM custom_emojis ORDER BY shortcode)"};
const Statement save_sql{"emojis.save", R"(
    INSERT INTO custom_emojis (shortcode, category, visible_in_picker, media_type, image) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (shortcode) DO UPDATE SET category = excluded.category, image = excluded.image,
        visible_in_picker = excluded.visible_in_picker, media_type = excluded.media_type)"};
const Statement remove_sql{"emojis.remove", "DELETE FROM custom_emojis WHERE shortcode = $1"};
const Statement image_sql{"emojis.image", "SELECT media_type, image FROM custom_emojis WHERE shortcode = $1"};

} // namespace

std::vector<Emoji> list(Transaction& tx)
{
    std::vector<Emoji> emojis;
    for (const auto row : tx.exec(list_sql))
        emojis.push_back(
            {.shortcode = row.get<std::string>("shortcode"),
             .category = row.get<std::optional<std::string>>("category"),
             .visible_in_picker = row.get<bool>("visible_in_picker")}
        );
    return emojis;
}

void save(Transaction& tx, const Emoji& emoji, const Image& image)
{
    tx.exec(save_sql, emoji.shortcode, emoji.category, emoji.visible_in_picker, image.media_type, Bytes{image.content});
}

bool remove(Transaction& tx, std::string_view shortcode)
{
    return tx.exec(remove_sql, shortcode).affected() > 0;
}

result<Image> find_image(Transaction& tx, std::string_view shortcode)
{
    const auto rows = tx.exec(image_sql, shortcode);
    if (rows.empty()) return errc::not_found;
    return Image{
        .media_type = rows.front().get<std::string>("media_type"), .content = rows.front().get<Bytes>("image").data
    };
}

} // namespace rounds::storage::emojis
