#include "server/archive/collect.hpp"

#include "federation/build/activities.hpp"
#include "federation/vocab/contexts.hpp"
#include "federation/vocab/types.hpp"
#include "server/inbound/documents.hpp"
#include "server/media/service.hpp"
#include "server/web/settings_data.hpp"
#include "storage/accounts.hpp"
#include "storage/portable.hpp"

#include <boost/json/serialize.hpp>

namespace rounds::archive {
namespace {

using storage::Account;
using storage::Transaction;
namespace portable = storage::portable;

constexpr int posts_at_once = 200;
constexpr std::string_view media_folder = "media_attachments/files/";

json::object collection(const std::string& file, json::array items)
{
    json::object o;
    o["@context"] = vocab::activitystreams_context;
    o["id"] = file;
    o["type"] = "OrderedCollection";
    o["totalItems"] = items.size();
    o["orderedItems"] = std::move(items);
    return o;
}

json::array texts(const std::vector<std::string>& uris)
{
    return json::array(uris.begin(), uris.end());
}

/// The Create or Announce by which the post went out; nothing for what cannot be told any more.
std::optional<json::object> activity_of(Transaction& tx, const app::App& app, StatusId id)
{
    if (auto boost = inbound::boost_document(tx, id)) return std::move(boost->activity);
    auto document = inbound::post_document(tx, app.urls, id, app.clock.now());
    if (!document) return std::nullopt;
    const auto& author = document->view.author.account;
    const build::Head head{
        .id = app.urls.activity(author, "create", to_string(id)),
        .actor = author.uri,
        .audience = document->audience,
        .published = document->view.status.created_at,
    };
    return build::build_create(head, document->object);
}

/// Appends those after `after`; returns the last one, nothing at the end.
std::optional<StatusId>
add_posts(Transaction& tx, const app::App& app, AccountId account, std::optional<StatusId> after, json::array& items)
{
    const auto ids = portable::posts_after(tx, account, after, posts_at_once);
    for (const auto id : ids)
        if (auto activity = activity_of(tx, app, id)) items.push_back(std::move(*activity));
    if (ids.size() < static_cast<std::size_t>(posts_at_once)) return std::nullopt;
    return ids.back();
}

void add_documents(Tar& tar, Transaction& tx, app::App& app, const Account& account)
{
    if (auto actor = inbound::actor_document(tx, app.urls, app.keyring, account, app.clock.now()))
        tar.add("actor.json", json::serialize(*actor));
    tar.add("likes.json", json::serialize(collection("likes.json", texts(portable::favourites(tx, account.id)))));
    tar.add(
        "bookmarks.json", json::serialize(collection("bookmarks.json", texts(portable::bookmarks(tx, account.id))))
    );
    for (const auto& one : portable::documents(tx, account.id)) tar.add(one.name, one.json);
    for (const auto& list : web::list_files(tx, account.id, app.urls.domain())) tar.add(list.name, list.csv);
}

void add_file(Tar& tar, storage::BlobStore& blobs, const std::string& key)
{
    const auto size = blobs.size(key);
    if (!size) return; // gone meanwhile
    tar.add(std::string(media_folder) + key, *size, [&blobs, key](std::uint64_t offset, std::size_t length) {
        return blobs.read(key, offset, length);
    });
}

} // namespace

boost::asio::awaitable<result<Tar>> collect(app::App& app, AccountId account)
{
    const auto now = std::chrono::floor<std::chrono::seconds>(app.clock.now());
    Tar tar(now.time_since_epoch().count());
    std::vector<std::string> keys;
    const auto found = co_await app.db.transact([&](Transaction& tx) -> result<void> {
        const auto person = storage::accounts::find(tx, account);
        if (!person) return person.error();
        tar = Tar(now.time_since_epoch().count());
        add_documents(tar, tx, app, *person);
        keys = portable::file_keys(tx, account);
        return {};
    });
    if (!found) co_return found.error();
    json::array items;
    std::optional<StatusId> last;
    do {
        const auto before = items.size();
        last = co_await app.db.transact([&](Transaction& tx) {
            items.resize(before); // the body may run twice
            return add_posts(tx, app, account, last, items);
        });
    } while (last);
    tar.add("outbox.json", json::serialize(collection("outbox.json", std::move(items))));
    auto& media = *app.media;
    co_await media.blocking().run([&] {
        for (const auto& key : keys) add_file(tar, media.blobs(), key);
        return true;
    });
    co_return tar;
}

} // namespace rounds::archive
