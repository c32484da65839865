#include "server/entities/preview_card.hpp"

#include "storage/base/url.hpp"

namespace rounds::entities {

json::object preview_card(const storage::Card& card)
{
    json::object o;
    const auto url = parse_url(card.url);
    const auto site = url ? url->origin() : card.url;
    o["url"] = card.url;
    o["title"] = card.title;
    o["description"] = card.description;
    o["language"] = string_or_null(card.language);
    o["type"] = "link";
    o["author_name"] = card.author_name;
    o["author_url"] = site; // the document wants addresses where Mastodon sends nothing: nobody's own page is known
    json::array authors;
    if (!card.author_name.empty()) {
        json::object author;
        author["name"] = card.author_name;
        author["url"] = site;
        author["account"] = nullptr;
        authors.push_back(std::move(author));
    }
    o["authors"] = std::move(authors);
    o["provider_name"] = card.provider_name;
    o["provider_url"] = site;
    o["html"] = "";
    o["width"] = 0;
    o["height"] = 0;
    o["image"] = nullptr;
    o["image_description"] = "";
    o["embed_url"] = card.url; // of pictures alone; apps leave it for a link
    o["blurhash"] = nullptr;
    o["published_at"] = card.published_at ? json::value(to_iso8601(*card.published_at)) : json::value(nullptr);
    return o;
}

} // namespace rounds::entities
