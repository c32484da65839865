// The collections of recommended accounts that posts link (client-api.md section 6, level 10).

#include "server/api/collections_shown.hpp"
#include "server/api/shown.hpp"
#include "server/social/text/links.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

namespace rounds::api {

std::unordered_map<StatusId, std::vector<CollectionId>>
Shown::collections_linked(Transaction& tx, const std::vector<storage::StatusView>& views)
{
    std::vector<StatusId> asked;
    const auto ask = [&](const storage::StatusView* post) {
        if (post != nullptr && text::may_link(post->status.content)) asked.push_back(post->status.id);
    };
    for (const auto& view : views) {
        ask(&view);
        ask(view.quoted.get());
        ask(view.reblog.get());
        if (view.reblog) ask(view.reblog->quoted.get());
    }
    std::unordered_map<StatusId, std::vector<CollectionId>> found;
    if (asked.empty()) return found;
    for (const auto& link : storage::collections::links_of(tx, asked)) found[link.status].push_back(link.collection);
    return found;
}

void Shown::load_collections(Transaction& tx)
{
    std::vector<CollectionId> ids;
    for (const auto* posts : {&posts_, &quoted_})
        for (const auto& [id, post] : *posts)
            std::ranges::copy_if(post->collections, std::back_inserter(ids), [this](CollectionId linked) {
                return !collections_.contains(linked);
            });
    if (ids.empty()) return;
    const auto found = storage::collections::find_all(tx, ids);
    const auto list = collections_json(tx, found, viewer_, *site_);
    for (std::size_t i = 0; i < found.size(); ++i) collections_[found[i].id] = json::serialize(list[i]);
}

void Shown::add_collections(std::string& out, const Rendered& post) const
{
    out += R"(,"tagged_collections":[)";
    for (const auto id : post.collections) {
        const auto linked = collections_.find(id);
        if (linked == collections_.end()) continue;
        if (out.back() != '[') out += ',';
        out += linked->second;
    }
    out += ']';
}

} // namespace rounds::api
