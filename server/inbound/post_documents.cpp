#include "federation/build/collection.hpp"
#include "federation/signatures/proofs.hpp"
#include "federation/vocab/contexts.hpp"
#include "federation/vocab/types.hpp"
#include "server/app/app.hpp"
#include "server/app/user_agent.hpp"
#include "server/inbound/document_routes.hpp"
#include "server/inbound/documents.hpp"
#include "server/inbound/peer_reader.hpp"
#include "storage/activities.hpp"
#include "storage/network_doors.hpp"
#include "storage/publications.hpp"
#include "storage/quotes.hpp"
#include "storage/received.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/core.h>

namespace rounds::inbound {

namespace {

namespace activities = storage::activities;
namespace publications = storage::publications;
using publications::Trace;

constexpr int collection_page = 60;

std::string address(const Context& ctx)
{
    return ctx.app().urls.base() + ctx.request().path;
}

/// The address without its last part: of a post, when this is its /replies.
std::string parent_address(const Context& ctx)
{
    const auto whole = address(ctx);
    return whole.substr(0, whole.rfind('/'));
}

/// A document, or a tombstone to be sent with 410.
struct Found
{
    std::string body;
    bool gone = false;
};

Found as_gone(const Trace& post)
{
    return {json::serialize(build::build_tombstone(post.uri, post.object_type, post.deleted_at)), true};
}

/// The post with that id that this reader may read; also a deleted one. Hidden and absent look the same.
result<Trace> find_post(Transaction& tx, std::string_view uri, const Reader& reader)
{
    auto post = publications::trace_by_uri(tx, uri);
    if (!post || !post->local || !may_read(tx, *post, reader)) return errc::not_found;
    if (storage::networks::post_stays_here(tx, post->id)) return errc::not_found;
    return post;
}

/// A summary is passed on and quoted far from here: it has its author's proof (FEP-8b32) of its own, beside that of the
/// activity it came in. Made for the time of its wording, so that the document is the same each time it is read.
void add_own_proof(Transaction& tx, build::Keyring& keyring, const Trace& post, json::object& article)
{
    const auto keys = keyring.load(tx, post.account);
    const auto written = string_at(article, article.contains("updated") ? "updated" : "published");
    const auto at = parse_iso8601(written);
    if (!keys || !at) return;
    vocab::put_context(article, true);
    signatures::add_proof(article, (*keys)->ed25519, (*keys)->ed25519_id, *at);
}

result<Found> post_body(Transaction& tx, const app::App& app, const Trace& post)
{
    if (post.deleted_at) return as_gone(post);
    if (post.reblog_of) {
        // Whose boosts are for the author alone (a patient's), nobody else may look up.
        const auto boost = boost_document(tx, post.id);
        if (!boost || boost->narrow) return errc::not_found;
        return Found{json::serialize(boost->activity)};
    }
    auto document = post_document(tx, app.urls, post.id, app.clock.now());
    if (!document) return document.error();
    json::object object;
    object["@context"] = vocab::activitystreams_context;
    for (auto& member : document->object) object[member.key()] = std::move(member.value());
    vocab::put_context(object);
    if (post.object_type == "Article") add_own_proof(tx, app.keyring, post, object);
    return Found{json::serialize(object)};
}

/// Who may have a copy now: the server that signed, or the one that the client calls itself.
void note_reader(Transaction& tx, const Context& ctx, const Trace& post, const Reader& reader)
{
    if (post.deleted_at) return;
    const auto now = ctx.app().clock.now();
    if (reader.known()) {
        storage::received::note_fetch(tx, post.uri, reader.host, "signed", reader.actor, now);
        return;
    }
    const auto named = app::named_host(ctx.request().headers.get("User-Agent"));
    if (!named.empty()) storage::received::note_fetch(tx, post.uri, named, "named", {}, now);
}

using Find = std::function<result<Found>(Transaction&, const Reader&)>;

asio::awaitable<Response> answer(Context& ctx, Find find)
{
    auto reader = co_await read_as(ctx);
    if (!reader) co_return document_problem(ctx, reader.error());
    const auto found = co_await ctx.app().db.transact([&](Transaction& tx) -> result<Found> {
        if (const auto admitted = admit(tx, *reader); !admitted) return admitted.error();
        return find(tx, *reader);
    });
    if (!found) co_return document_problem(ctx, found.error());
    co_return activity_response(ctx, found->body, found->gone ? 410 : 200);
}

asio::awaitable<Response> answer_object(Context& ctx, std::string uri)
{
    co_return co_await answer(ctx, [&](Transaction& tx, const Reader& reader) -> result<Found> {
        const auto post = find_post(tx, uri, reader);
        if (!post) return post.error();
        auto body = post_body(tx, ctx.app(), *post);
        if (body) note_reader(tx, ctx, *post, reader);
        return body;
    });
}

/// Sends people who follow the id of something public to its page.
asio::awaitable<result<std::string>> page_of(Context& ctx, std::string uri)
{
    co_return co_await ctx.app().db.transact([&](Transaction& tx) -> result<std::string> {
        const auto post = find_post(tx, uri, Reader{});
        if (!post) return post.error();
        if (post->deleted_at) return errc::gone;
        const auto document = post_document(tx, ctx.app().urls, post->id, ctx.app().clock.now());
        if (!document) return document.error();
        return document->view.status.url.value_or("");
    });
}

asio::awaitable<Response> redirect_to_page(Context& ctx, std::string uri)
{
    const auto page = co_await page_of(ctx, uri);
    if (!page) co_return document_problem(ctx, page.error());
    if (page->empty() || *page == uri) co_return document_problem(ctx, errc::not_found);
    co_return http::redirect(*page);
}

json::object
page_after(const std::string& id, std::optional<StatusId> after, const std::vector<publications::Entry>& entries)
{
    build::PageInput page{.id = id + "?page=true", .part_of = id, .items = {}, .next = {}};
    if (after) page.id += "&after=" + to_string(*after);
    for (const auto& entry : entries) page.items.emplace_back(entry.uri);
    if (static_cast<int>(entries.size()) == collection_page)
        page.next = fmt::format("{}?page=true&after={}", id, to_string(entries.back().id));
    return build::build_collection_page(std::move(page));
}

/// What was said about something that is deleted now is not repeated.
bool speaks_of_deleted(Transaction& tx, const activities::Activity& activity)
{
    if (activity.kind == "Delete" || activity.kind == "Undo") return false;
    const auto post = publications::trace_by_uri(tx, activity.object_uri);
    return post && post->deleted_at;
}

} // namespace

/// GET {actor}/statuses/:id: the post; the Announce when it is a boost; 410 and a Tombstone when it is deleted.
asio::awaitable<Response> show_post(Context& ctx)
{
    if (!wants_activity(ctx.request())) co_return co_await redirect_to_page(ctx, address(ctx));
    co_return co_await answer_object(ctx, address(ctx));
}

/// GET {actor}/statuses/:id/activity: its Create.
asio::awaitable<Response> show_post_activity(Context& ctx)
{
    co_return co_await answer(ctx, [&](Transaction& tx, const Reader& reader) -> result<Found> {
        const auto post = find_post(tx, parent_address(ctx), reader);
        if (!post) return post.error();
        if (post->deleted_at) return as_gone(*post);
        if (post->reblog_of) return post_body(tx, ctx.app(), *post);
        auto document = post_document(tx, ctx.app().urls, post->id, ctx.app().clock.now());
        if (!document) return document.error();
        note_reader(tx, ctx, *post, reader);
        const auto& author = document->view.author.account;
        const build::Head head{
            .id = ctx.app().urls.activity(author, "create", to_string(post->id)),
            .actor = author.uri,
            .audience = document->audience,
            .published = document->view.status.created_at,
        };
        return Found{build::finish(build::build_create(head, document->object), nullptr, {})};
    });
}

/// GET {actor}/statuses/:id/replies and its pages (?page=true&after=).
asio::awaitable<Response> show_replies(Context& ctx)
{
    const bool page = ctx.params().flag("page").value_or(false);
    const auto after = parse_id<StatusId>(ctx.params().text_or("after", ""));
    co_return co_await answer(ctx, [&](Transaction& tx, const Reader& reader) -> result<Found> {
        const auto post = find_post(tx, parent_address(ctx), reader);
        if (!post) return post.error();
        if (post->deleted_at) return as_gone(*post);
        const auto id = post->uri + "/replies";
        if (page)
            return Found{
                json::serialize(page_after(id, after, publications::replies(tx, post->id, after, collection_page)))
            };
        return Found{json::serialize(
            build::build_paged_collection(id, publications::count_replies(tx, post->id), id + "?page=true")
        )};
    });
}

/// GET {actor}/activities/:kind/:id, byte for byte as it was sent. What was said to everybody is for everybody;
/// anything else for the servers it went to.
asio::awaitable<Response> show_activity(Context& ctx)
{
    co_return co_await answer(ctx, [&](Transaction& tx, const Reader& reader) -> result<Found> {
        const auto activity = activities::find_by_uri(tx, address(ctx));
        if (!activity) return activity.error();
        const bool sent = reader.known() && publications::was_sent_to(tx, activity->uri, reader.host);
        const bool gone = speaks_of_deleted(tx, *activity);
        if (!activity->public_ && !sent && !gone) return errc::not_found;
        if (!gone && is_closed_to(tx, reader, activity->account)) return errc::not_found;
        if (!gone) return Found{activity->body};
        const auto post = find_post(tx, activity->object_uri, reader);
        if (!post) return errc::not_found;
        return as_gone(*post);
    });
}

/// GET {actor}/quote_authorizations/:id: that a person here agreed to be quoted by the post with that id (FEP-044f).
/// For whoever may read the quoted post; 410 once the author took it back.
asio::awaitable<Response> show_quote_stamp(Context& ctx)
{
    const auto id = ctx.path_id<StatusId>("id");
    if (!id) co_return document_problem(ctx, id.error());
    co_return co_await answer(ctx, [&](Transaction& tx, const Reader& reader) -> result<Found> {
        const auto uri = address(ctx);
        const auto quoting = storage::quotes::find(tx, *id);
        if (!quoting || quoting->quote.stamp != uri || !quoting->quoted_account) return errc::not_found;
        const auto quoted = find_post(tx, quoting->quote.uri, reader);
        if (!quoted) return errc::not_found;
        if (quoted->deleted_at || quoting->quote.refused())
            return Found{
                json::serialize(build::build_tombstone(uri, vocab::type::quote_authorization, std::nullopt)), true
            };
        const auto author = storage::accounts::find(tx, *quoting->quoted_account);
        if (!author || !quoting->quote.accepted()) return errc::not_found;
        return Found{json::serialize(build::build_quote_stamp(
            {.id = uri, .author = author->uri, .quoted = quoting->quote.uri, .quoting = quoting->uri}
        ))};
    });
}

/// GET /conversations/:id and its pages (?page=true&after=): public posts in their order, with an owner (FEP-7888,
/// FEP-f228).
asio::awaitable<Response> show_conversation(Context& ctx)
{
    const auto id = ctx.path_id<ConversationId>("id");
    if (!id) co_return document_problem(ctx, id.error());
    const bool page = ctx.params().flag("page").value_or(false);
    const auto after = parse_id<StatusId>(ctx.params().text_or("after", ""));
    co_return co_await answer(ctx, [&](Transaction& tx, const Reader&) -> result<Found> {
        const auto told = publications::conversation_uri(tx, *id);
        if (!told || *told) return errc::not_found; // one that began elsewhere is served there
        const auto total = publications::count_conversation(tx, *id);
        if (total == 0) return errc::not_found;
        const auto uri = address(ctx);
        if (page)
            return Found{
                json::serialize(page_after(uri, after, publications::conversation(tx, *id, after, collection_page)))
            };
        auto collection = build::build_paged_collection(uri, total, uri + "?page=true");
        const auto owner = publications::conversation_owner(tx, *id);
        if (!owner.empty()) collection["attributedTo"] = owner;
        return Found{json::serialize(collection)};
    });
}

/// GET /chats/:id: the Event for servers, the chat's page for people.
asio::awaitable<Response> show_chat(Context& ctx)
{
    if (!wants_activity(ctx.request()) && ctx.app().chat_page != nullptr) co_return co_await ctx.app().chat_page(ctx);
    co_return co_await answer_object(ctx, address(ctx));
}

/// GET /summaries/:id: the Article for servers, its page for people.
asio::awaitable<Response> show_summary(Context& ctx)
{
    const auto id = ctx.path_id<SummaryId>("id");
    if (!id) co_return document_problem(ctx, id.error());
    if (!wants_activity(ctx.request())) co_return http::redirect(ctx.app().urls.summary_page(*id));
    co_return co_await answer_object(ctx, address(ctx));
}

} // namespace rounds::inbound
