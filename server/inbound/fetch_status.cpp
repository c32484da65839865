#include "server/inbound/fetch_status.hpp"

#include "server/app/app.hpp"
#include "server/inbound/convert.hpp"
#include "server/inbound/handlers.hpp"
#include "server/inbound/service.hpp"
#include "server/social/quotes.hpp"
#include "storage/base/guards.hpp"
#include "storage/base/url.hpp"
#include "storage/statuses.hpp"

namespace rounds::inbound {
namespace {

using storage::Account;
using storage::Transaction;
using storage::known::Known;

constexpr std::size_t most_fetched_people = 10;

asio::awaitable<result<StatusId>> find_here(Inbound inbound, std::string uri)
{
    storage::known::Names names;
    names.statuses.insert(uri);
    const auto known =
        co_await inbound.db.transact([&](Transaction& tx) { return storage::known::look_up(tx, names); });
    const auto* status = known.status(uri);
    if (status == nullptr) co_return errc::not_found;
    if (status->deleted) co_return errc::gone;
    co_return status->id;
}

/// The post as its own origin gives it out, with its author in use.
struct Fetched
{
    Post post;
    Account author;
};

asio::awaitable<result<Fetched>> fetch(Inbound inbound, std::string url)
{
    if (inbound.resolver.is_ours(url)) co_return errc::not_found;
    if (!inbound.resolver.host_allowed(url)) co_return errc::forbidden;
    const auto document = co_await inbound.resolver.web().document(url);
    if (!document) co_return document.error();
    auto object = inbox::read_object(document->object);
    if (!object || !discovery::is_canonical_id(object->id)) co_return errc::not_found;
    // The author must be at home where the post is (FEP-fe34).
    if (!same_origin(object->attributed_to, object->id)) co_return errc::not_found;
    if (object->vote) co_return errc::not_found;
    auto author = co_await inbound.resolver.resolve_actor(object->attributed_to, discovery::Freshness::day);
    if (!author) co_return author.error();
    if (!guards::hold("suspended", author->usable())) co_return errc::forbidden;
    Fetched fetched{.post = present(std::move(*object)), .author = std::move(*author)};
    co_return fetched;
}

/// Asks for people and posts it names, whatever comes of it.
asio::awaitable<void> fetch_named(Inbound inbound, const inbox::RemoteObject& object, int parents)
{
    if (!object.in_reply_to.empty() && guards::hold("thread", parents > 0)) {
        const auto parent = co_await fetch_status(inbound, object.in_reply_to, parents - 1);
        if (!parent) co_return; // its id is kept
    }
    // People in older posts of a thread are linked when they are known.
    if (parents < max_parents) co_return;
    std::size_t asked = 0;
    for (const auto& mention : object.mentions) {
        if (++asked > most_fetched_people) break;
        const auto account = co_await inbound.resolver.resolve_actor(mention.href, discovery::Freshness::known);
        if (!account) continue;
    }
}

Known look_up_named(Transaction& tx, const Fetched& fetched)
{
    const auto& object = fetched.post.object;
    storage::known::Names names;
    names.statuses.insert(object.id);
    if (!object.in_reply_to.empty()) names.statuses.insert(object.in_reply_to);
    names.tombstones.insert(storage::known::tombstone_key(object.id, object.attributed_to));
    for (const auto& mention : object.mentions) names.accounts.insert(mention.href);
    for (const auto* iris : {&object.recipients.to, &object.recipients.cc, &object.recipients.audience})
        names.accounts.insert(iris->begin(), iris->end());
    return storage::known::look_up(tx, names);
}

result<StatusId> keep(Inbound inbound, Transaction& tx, const Fetched& fetched)
{
    const auto& object = fetched.post.object;
    // Our instance may read more than the people here may: only what everybody may see is kept for everybody.
    const auto visibility = visibility_of(object.recipients, fetched.author);
    const bool for_all = visibility == storage::Visibility::public_ || visibility == storage::Visibility::unlisted;
    if (!guards::hold("for-all", for_all)) return errc::not_found;
    const auto known = look_up_named(tx, fetched);
    if (const auto* status = known.status(object.id); status != nullptr && !status->deleted) return status->id;
    const Prepared prepared;
    Scope scope{
        .tx = tx,
        .urls = inbound.urls,
        .resolver = inbound.resolver,
        .now = inbound.clock.now(),
        .known = known,
        .actor = fetched.author,
        .prepared = prepared,
        .guard = inbound.guard,
    };
    return keep_post(scope, fetched.post, object.recipients, {});
}

result<StatusId> keep_edit(Inbound inbound, Transaction& tx, const Fetched& fetched, StatusId id)
{
    const auto present = storage::statuses::find(tx, id);
    if (!present) return present.error();
    if (present->account != fetched.author.id) return errc::forbidden;
    const auto form = convert_edit(fetched.post, fetched.author, look_up_named(tx, fetched), inbound.clock.now());
    auto status = *present;
    (void)social::change_quotes(tx, inbound.urls, status, form);
    if (!form.poll && present->content == form.content && present->title == form.title &&
        present->spoiler_text == form.spoiler_text && present->sensitive == form.sensitive)
        return id;
    const auto now = fetched.post.object.updated.value_or(inbound.clock.now());
    const auto edited = social::edit_post(tx, inbound.urls, fetched.author, id, form, now);
    if (!edited) return edited.error();
    return id;
}

} // namespace

asio::awaitable<result<StatusId>> fetch_status(Inbound inbound, std::string url, int parents)
{
    const auto here = co_await find_here(inbound, url);
    if (here || here.error() == errc::gone) co_return here;
    auto fetched = co_await fetch(inbound, url);
    if (!fetched) co_return fetched.error();
    co_await fetch_named(inbound, fetched->post.object, parents);
    const auto kept = co_await inbound.db.transact([&](Transaction& tx) { return keep(inbound, tx, *fetched); });
    // Somebody else kept it a moment ago.
    if (!kept && kept.error() == errc::already_exists) co_return co_await find_here(inbound, fetched->post.object.id);
    co_return kept;
}

asio::awaitable<result<StatusId>> refresh_status(Inbound inbound, std::string url)
{
    const auto here = co_await find_here(inbound, url);
    if (!here && here.error() == errc::gone) co_return here;
    if (!here) co_return co_await fetch_status(inbound, std::move(url));
    const auto fetched = co_await fetch(inbound, url);
    if (!fetched) co_return fetched.error();
    co_return co_await inbound.db.transact([&](Transaction& tx) { return keep_edit(inbound, tx, *fetched, *here); });
}

asio::awaitable<result<StatusId>> fetch_status(app::App& app, std::string url)
{
    if (app.inbound == nullptr) co_return errc::not_found;
    co_return co_await fetch_status(app.inbound->inbound(), std::move(url));
}

} // namespace rounds::inbound
