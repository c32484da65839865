#include "server/entities/preview_card.hpp"

namespace rounds::entities {

json::object preview_card(const storage::Card& card)
{
    json::object o;
    o["url"] = card.url;
    o["title"] = card.title;
    o["description"] = card.description;
    o["language"] = string_or_null(card.language);
    o["type"] = "link";
    o["author_name"] = card.author_name;
    o["author_url"] = "";
    json::array authors;
    if (!card.author_name.empty()) {
        json::object author;
        author["name"] = card.author_name;
        author["url"] = "";
        author["account"] = nullptr;
        authors.push_back(std::move(author));
    }
    o["authors"] = std::move(authors);
    o["provider_name"] = card.provider_name;
    o["provider_url"] = "";
    o["html"] = "";
    o["width"] = 0;
    o["height"] = 0;
    o["image"] = nullptr;
    o["image_description"] = "";
    o["embed_url"] = "";
    o["blurhash"] = nullptr;
    o["published_at"] = card.published_at ? json::value(to_iso8601(*card.published_at)) : json::value(nullptr);
    return o;
}

} // namespace rounds::entities
