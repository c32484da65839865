#include "federation/signatures/proofs.hpp"
#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"
#include "server/inbound/arrived.hpp"
#include "server/inbound/decisions.hpp"
#include "server/inbound/fetch_status.hpp"
#include "storage/accounts.hpp"
#include "storage/base/url.hpp"

namespace rounds::inbound {
namespace {

using storage::Transaction;

/// What of these is not known yet.
asio::awaitable<storage::known::Known> look_up(Inbound inbound, const Needs& needs)
{
    storage::known::Names names;
    needs.add_to(names);
    co_return co_await inbound.db.transact([&](Transaction& tx) { return storage::known::look_up(tx, names); });
}

asio::awaitable<result<void>> fetch_actors(Inbound inbound, const Needs& needs, const storage::known::Known& known)
{
    for (const auto& uri : needs.actors) {
        if (known.account(uri) != nullptr) continue;
        const auto account = co_await inbound.resolver.resolve_actor(uri, discovery::Freshness::known);
        if (!account) co_return account.error();
    }
    for (const auto& uri : needs.other_actors) {
        if (known.account(uri) != nullptr) continue;
        const auto account = co_await inbound.resolver.resolve_actor(uri, discovery::Freshness::known);
        if (!account) continue; // named, but not to be had: the text names it still
    }
    co_return result<void>();
}

asio::awaitable<result<void>> fetch_statuses(Inbound inbound, const Needs& needs, const storage::known::Known& known)
{
    for (const auto& uri : needs.statuses) {
        if (known.status(uri) != nullptr) continue;
        const auto status = co_await fetch_status(inbound, uri);
        if (!status) co_return status.error();
    }
    for (const auto& uri : needs.other_statuses) {
        if (known.status(uri) != nullptr) continue;
        const auto status = co_await fetch_status(inbound, uri);
        if (!status) continue; // a parent that cannot be had: its id is kept
    }
    co_return result<void>();
}

/// Its own address must say that the actor is gone (N22).
asio::awaitable<result<void>> ask_whether_gone(Inbound inbound, Arrived& arrived, const std::string& uri)
{
    const auto document = co_await inbound.resolver.web().document(uri);
    if (document) {
        arrived.prepared.actor_gone = vocab::type_is(document->object, vocab::type::tombstone);
        co_return result<void>();
    }
    if (document.error() == errc::not_found || document.error() == errc::gone)
        arrived.prepared.actor_gone = true;
    else if (passing(document.error()))
        co_return document.error();
    co_return result<void>();
}

asio::awaitable<result<void>> read_target(Inbound inbound, Arrived& arrived, const std::string& uri)
{
    auto target = co_await inbound.resolver.resolve_actor(uri, discovery::Freshness::now);
    if (!target) co_return target.error();
    arrived.prepared.target = std::move(*target);
    co_return result<void>();
}

/// The collection that asks to recommend somebody here, as its own server has it.
asio::awaitable<result<void>> read_collection(Inbound inbound, Arrived& arrived, const std::string& uri)
{
    if (!same_origin(uri, inbox::head_of(arrived.activity).actor)) co_return errc::forbidden;
    const auto document = co_await inbound.resolver.web().document(uri);
    if (!document) co_return document.error();
    auto told = inbox::read_featured_collection(document->object);
    if (!told) co_return told.error();
    arrived.prepared.collection = std::move(*told);
    co_return result<void>();
}

/// The inner activity carries a proof by a key of its own actor (FEP-8b32).
asio::awaitable<bool> is_proven(Inbound inbound, const json::object& document, std::string actor)
{
    const auto method = signatures::proof_method(document);
    if (!method) co_return false;
    const auto key = co_await inbound.resolver.find_key(*method);
    if (!key || key->owner != actor) co_return false;
    const auto verified = signatures::verify_proof(document, key->key, inbound.clock);
    co_return verified.has_value();
}

/// What an unproven activity is about is asked of the object's origin.
asio::awaitable<result<void>> ask_origin_of_inner(Inbound inbound, Arrived& arrived)
{
    if (const auto* create = std::get_if<inbox::CreateActivity>(&*arrived.inner)) {
        const auto status = co_await fetch_status(inbound, create->object.id);
        if (!status) co_return status.error();
        arrived.prepared.fetched = true;
    } else if (const auto* update = std::get_if<inbox::UpdateActivity>(&*arrived.inner)) {
        const auto status = co_await refresh_status(inbound, update->object.id);
        if (!status) co_return status.error();
        arrived.prepared.fetched = true;
    } else if (const auto* deletion = std::get_if<inbox::DeleteActivity>(&*arrived.inner)) {
        const auto document = co_await inbound.resolver.web().document(deletion->object);
        const bool absent = !document && (document.error() == errc::gone || document.error() == errc::not_found);
        arrived.prepared.object_gone = absent || (document && vocab::type_is(document->object, vocab::type::tombstone));
        if (!document && passing(document.error())) co_return document.error();
    }
    co_return result<void>();
}

/// Somebody of the group's own server, or whom its collection of moderators names (FEP-1b12).
asio::awaitable<bool> is_moderator(Inbound inbound, const std::string& group, const std::string& actor)
{
    if (same_origin(group, actor)) co_return true;
    const auto account = co_await inbound.resolver.resolve_actor(group, discovery::Freshness::known);
    if (!account || !account->group() || !account->moderators_url) co_return false;
    const auto document = co_await inbound.resolver.web().document(*account->moderators_url);
    if (!document) co_return false;
    constexpr std::size_t most_moderators = 200;
    for (const auto* key : {"orderedItems", "items"})
        for (const auto* one : vocab::one_or_many(document->object, key, most_moderators))
            if (vocab::id_of(*one) == actor) co_return true;
    co_return false;
}

asio::awaitable<result<void>> prepare_inner(Inbound inbound, Arrived& arrived)
{
    if (!arrived.inner) co_return errc::invalid_argument;
    const auto& head = inbox::head_of(*arrived.inner);
    if (is_decision(*arrived.inner)) {
        const auto& group = inbox::head_of(arrived.activity).actor;
        arrived.prepared.by_moderator = co_await is_moderator(inbound, group, head.actor);
        if (arrived.prepared.by_moderator) co_return result<void>();
    }
    // What people here did comes back from the group: it is known.
    if (inbound.resolver.is_ours(head.actor) || !inbound.resolver.host_allowed(head.actor)) co_return errc::forbidden;
    arrived.prepared.inner_proven = co_await is_proven(inbound, *arrived.inner_document, head.actor);
    if (arrived.prepared.inner_proven) co_return result<void>();
    co_return co_await ask_origin_of_inner(inbound, arrived);
}

} // namespace

asio::awaitable<result<void>> prepare(Inbound inbound, Arrived& arrived)
{
    result<void> asked;
    if (const auto* deletion = std::get_if<inbox::DeleteActivity>(&arrived.activity);
        deletion != nullptr && deletion->object == deletion->head.actor)
        asked = co_await ask_whether_gone(inbound, arrived, deletion->object);
    else if (const auto* move = std::get_if<inbox::MoveActivity>(&arrived.activity))
        asked = co_await read_target(inbound, arrived, move->target);
    else if (const auto* request = std::get_if<inbox::FeatureRequestActivity>(&arrived.activity))
        asked = co_await read_collection(inbound, arrived, request->instrument);
    else if (arrived.inner_document)
        asked = co_await prepare_inner(inbound, arrived);
    if (!asked) co_return asked;
    if (arrived.prepared.actor_gone) {
        arrived.prepared.done = true;
        co_return result<void>();
    }
    const auto needs = needs_of(arrived);
    const auto known = co_await look_up(inbound, needs);
    const auto actors = co_await fetch_actors(inbound, needs, known);
    if (!actors) co_return actors;
    // What a group passed on came from its origin already, with all that belongs to it.
    if (!arrived.prepared.fetched) {
        const auto statuses = co_await fetch_statuses(inbound, needs, known);
        if (!statuses) co_return statuses;
    }
    if (const auto* create = std::get_if<inbox::CreateActivity>(&arrived.activity))
        arrived.prepared.fetched = !create->object.object;
    arrived.prepared.done = true;
    co_return result<void>();
}

} // namespace rounds::inbound
