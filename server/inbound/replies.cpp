#include "server/inbound/replies.hpp"

#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"
#include "storage/base/url.hpp"

#include <algorithm>

namespace rounds::inbound {
namespace {

/// A collection or page, and the address where it goes on.
struct Piece
{
    std::vector<std::string> ids;
    std::string next;
};

void add_items(const json::object& collection, Piece& piece)
{
    for (const auto* key : {"items", "orderedItems"})
        for (auto& id : vocab::ids_of(collection, key, max_replies)) piece.ids.push_back(std::move(id));
}

/// The first page may be embedded, which may be all there is.
Piece read_piece(const json::object& collection)
{
    Piece piece;
    add_items(collection, piece);
    const auto* first = vocab::first_object(collection, "first");
    if (first != nullptr) {
        add_items(*first, piece);
        piece.next = vocab::id_of(*first, "next");
    } else {
        piece.next = vocab::id_of(collection, "first");
        if (piece.next.empty()) piece.next = vocab::id_of(collection, "next");
    }
    return piece;
}

} // namespace

asio::awaitable<result<std::vector<std::string>>> list_replies(Inbound inbound, std::string post)
{
    const auto& web = inbound.resolver.web();
    const auto document = co_await web.document(post);
    if (!document) co_return document.error();
    std::vector<std::string> found;
    Piece piece;
    if (const auto* embedded = vocab::first_object(document->object, "replies"))
        piece = read_piece(*embedded);
    else
        piece.next = vocab::id_of(document->object, "replies");
    for (int page = 0; page < max_reply_pages; ++page) {
        for (auto& id : piece.ids)
            if (id != post && std::ranges::find(found, id) == found.end()) found.push_back(std::move(id));
        // What is not of its own server is no collection of its author's.
        if (piece.next.empty() || !same_origin(piece.next, post) || found.size() >= max_replies) break;
        const auto more = co_await web.document(piece.next);
        if (!more) break;
        piece = read_piece(more->object);
    }
    for (auto& id : piece.ids)
        if (!id.empty() && id != post && std::ranges::find(found, id) == found.end()) found.push_back(std::move(id));
    if (found.size() > max_replies) found.resize(max_replies);
    co_return found;
}

} // namespace rounds::inbound
