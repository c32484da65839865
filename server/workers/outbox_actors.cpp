#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"
#include "server/inbound/documents.hpp"
#include "server/workers/network_announce.hpp"
#include "storage/accounts.hpp"
#include "storage/activities.hpp"
#include "storage/base/crypto.hpp"
#include "storage/network_doors.hpp"
#include "storage/publications.hpp"

namespace rounds::workers {

namespace {

namespace publications = storage::publications;

build::Audience everybody(const std::string& followers)
{
    build::Audience audience;
    build::add_once(audience.to, vocab::public_collection);
    build::add_once(audience.cc, followers);
    return audience;
}

} // namespace

result<void> say_profile_updated(Outgoing& out, const SavedSaying& saying)
{
    if (!saying.account) return errc::invalid_argument;
    const auto account = storage::accounts::find(out.tx, *saying.account);
    if (!account || !account->local()) return {};
    auto actor = inbound::actor_document(out.tx, out.urls, out.keyring, *account, out.now);
    if (!actor) return {};
    actor->erase("@context");
    const auto head = out.head(account->uri, "Update", everybody(account->followers_url.value_or("")));
    const auto posted = out.post(
        {.from = account->id,
         .kind = "Update",
         .object_uri = account->uri,
         .shown = false,
         .proof = true,
         .to = {.accounts = {}, .followers_of = {account->id}, .receivers_of = account->uri, .receivers_from = {}}},
        build::build_update(head, *actor)
    );
    return posted ? result<void>{} : result<void>{posted.error()};
}

result<void> say_account_deleted(Outgoing& out, const SavedSaying& saying)
{
    if (!saying.account) return errc::invalid_argument;
    const auto actor = publications::local_actor(out.tx, *saying.account);
    if (!actor) return {};
    const auto head = out.head(actor->uri, "Delete", everybody(actor->followers_url));
    const auto posted = out.post(
        {.from = actor->id,
         .kind = "Delete",
         .object_uri = actor->uri,
         .shown = true,
         .proof = true,
         .to = {.accounts = {}, .followers_of = {actor->id}, .receivers_of = {}, .receivers_from = actor->id}},
        build::build_delete_actor(head)
    );
    return posted ? result<void>{} : result<void>{posted.error()};
}

result<void> say_moved(Outgoing& out, const SavedSaying& saying)
{
    if (!saying.account || !saying.target) return errc::invalid_argument;
    const auto account = storage::accounts::find(out.tx, *saying.account);
    const auto target = storage::accounts::find(out.tx, *saying.target);
    if (!account || !account->local() || !target) return {};
    build::Audience audience;
    build::add_once(audience.to, account->followers_url.value_or(""));
    const auto head = out.head(account->uri, "Move", std::move(audience));
    return plain(out.post(
        {.from = account->id,
         .kind = "Move",
         .object_uri = account->uri,
         .shown = false,
         .proof = true,
         .to = {.accounts = {}, .followers_of = {account->id}, .receivers_of = account->uri, .receivers_from = {}}},
        build::build_move(head, target->uri)
    ));
}

result<void> announce_to(Outgoing& out, AccountId network, std::string_view activity, const Reach& reach)
{
    const auto group = storage::accounts::find(out.tx, network);
    if (!group || !group->local()) return {};
    const auto parsed = parse_json(activity);
    if (!parsed || !parsed->is_object()) return errc::invalid_argument;
    const auto& inner = parsed->as_object();
    const auto inner_id = vocab::own_id(inner);
    // What it is about: an announced Delete must not overtake the announced Create.
    const auto about = vocab::id_of(inner, "object");
    const auto keys = out.keyring.load(out.tx, group->id);
    if (!keys) return keys.error();
    const build::Head head{
        // Made of the activity's id, so that it is announced once however often it is said.
        .id = build::activity_id(group->uri, "announce", crypto::to_hex(crypto::sha256(inner_id)).substr(0, 32)),
        .actor = group->uri,
        .audience = everybody(group->followers_url.value_or("")),
        .published = out.now,
    };
    auto text = build::build_announce_activity(head, activity, keys->get(), out.now);
    if (!text) return text.error();
    Recipients to{.accounts = reach.also, .followers_of = {}, .receivers_of = {}, .receivers_from = {}};
    if (reach.followers) to.followers_of.push_back(group->id);
    const auto posted = out.post_text(
        {.from = group->id,
         .kind = "Announce",
         .object_uri = std::string(about.empty() ? inner_id : about),
         .shown = reach.shown,
         .proof = true,
         .to = std::move(to)},
        head.id,
        std::move(*text)
    );
    if (!posted && posted.error() != errc::already_exists) return posted.error();
    return {};
}

result<void> announce_activity(Outgoing& out, AccountId network, std::string_view activity)
{
    return announce_to(out, network, activity, {});
}

result<void> say_announced(Outgoing& out, const SavedSaying& saying)
{
    if (!saying.account) return errc::invalid_argument;
    if (storage::networks::doors_of(out.tx, *saying.account).local_only) return {};
    if (!saying.activity.empty()) return announce_activity(out, *saying.account, saying.activity);
    // One of ours; its own job ran before this one, for they have one order_key. Or one that arrived by way of somebody
    // else, so that its body is not here: followers get the post by the network's boost.
    if (saying.text.empty() && !saying.status) return errc::invalid_argument;
    const auto own = saying.text.empty() ? storage::activities::find_latest_about(out.tx, *saying.status)
                                         : storage::activities::find_by_uri(out.tx, saying.text);
    if (!own && !saying.text.empty()) return {};
    if (!own) return own.error();
    return announce_activity(out, *saying.account, own->body);
}

} // namespace rounds::workers
