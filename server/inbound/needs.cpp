#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"
#include "server/inbound/arrived.hpp"

#include <algorithm>

namespace rounds::inbound {
namespace {

using storage::known::tombstone_key;

/// People a post may name who are fetched for it; those beyond are linked only if they are known (N43).
constexpr std::size_t most_fetched_people = 10;
/// Addressees that are looked up.
constexpr std::size_t most_addressees = 200;

void add_recipients(Needs& needs, const inbox::Recipients& recipients)
{
    for (const auto* iris : {&recipients.to, &recipients.cc, &recipients.audience}) {
        for (const auto& iri : *iris) {
            if (needs.known_accounts.size() == most_addressees) return;
            needs.known_accounts.push_back(iri);
        }
    }
}

void add_post(Needs& needs, const Post& post, const std::string& actor)
{
    const auto& object = post.object;
    needs.known_statuses.push_back(object.id);
    needs.tombstones.push_back(tombstone_key(object.id, actor));
    if (!object.in_reply_to.empty()) needs.other_statuses.push_back(object.in_reply_to);
    add_recipients(needs, object.recipients);
    for (const auto& mention : object.mentions) {
        auto& list = needs.other_actors.size() < most_fetched_people ? needs.other_actors : needs.known_accounts;
        list.push_back(mention.href);
    }
}

struct Collect
{
    Needs& needs;
    const Arrived& arrived;

    void operator()(const inbox::CreateActivity& create) const
    {
        if (!create.object.object) {
            needs.statuses.push_back(create.object.id);
            needs.asks_origin = true;
        }
        if (arrived.post) add_post(needs, *arrived.post, create.head.actor);
        add_recipients(needs, create.head.recipients);
    }
    void operator()(const inbox::UpdateActivity& update) const
    {
        needs.known_statuses.push_back(update.object.id);
        if (arrived.post) add_post(needs, *arrived.post, update.head.actor);
        add_recipients(needs, update.head.recipients);
    }
    void operator()(const inbox::DeleteActivity& deletion) const
    {
        needs.known_statuses.push_back(deletion.object);
        needs.asks_origin = needs.asks_origin || deletion.object == deletion.head.actor;
    }
    void operator()(const inbox::FollowActivity& follow) const
    {
        needs.known_accounts.push_back(follow.object);
        needs.tombstones.push_back(tombstone_key(follow.head.id, follow.head.actor));
    }
    void operator()(const inbox::AnswerActivity& answer) const
    {
        if (!answer.follower.empty()) needs.known_accounts.push_back(answer.follower);
    }
    void operator()(const inbox::UndoActivity& undo) const
    {
        if (undo.object.empty()) return;
        needs.known_accounts.push_back(undo.object);
        needs.known_statuses.push_back(undo.object);
    }
    void operator()(const inbox::LikeActivity& like) const
    {
        needs.known_statuses.push_back(like.object);
        needs.tombstones.push_back(tombstone_key(like.head.id, like.head.actor));
    }
    void operator()(const inbox::AnnounceActivity& announce) const
    {
        needs.tombstones.push_back(tombstone_key(announce.head.id, announce.head.actor));
        if (announce.of_activity)
            needs.asks_origin = true;
        else
            needs.statuses.push_back(announce.object.id);
    }
    void operator()(const inbox::AddActivity& add) const
    {
        // What is recommended (FEP-7aa9) is no post, and comes along or is read by a job.
        const bool post = !add.embedded || vocab::is_post_type(vocab::type_of(*add.embedded));
        (post ? needs.other_statuses : needs.known_statuses).push_back(add.object);
    }
    void operator()(const inbox::RemoveActivity& removal) const { needs.known_statuses.push_back(removal.object); }
    void operator()(const inbox::MoveActivity&) const { needs.asks_origin = true; }
    void operator()(const inbox::BlockActivity& block) const { needs.known_accounts.push_back(block.object); }
    void operator()(const inbox::LockActivity& lock) const { needs.known_statuses.push_back(lock.object); }
    void operator()(const inbox::QuoteRequestActivity& request) const
    {
        needs.known_statuses.push_back(request.object);
        needs.known_statuses.push_back(request.instrument.id);
        // Without it there is nothing to agree to; its origin may not give it out, and then nothing is.
        if (!request.instrument.object) needs.other_statuses.push_back(request.instrument.id);
        if (arrived.post) add_post(needs, *arrived.post, request.head.actor);
    }
    void operator()(const inbox::FeatureRequestActivity& request) const
    {
        needs.known_accounts.push_back(request.object);
        needs.asks_origin = true;
    }
    void operator()(const inbox::FlagActivity& flag) const
    {
        needs.known_accounts = flag.objects;
        needs.known_statuses = flag.objects;
    }
};

} // namespace

Needs needs_of(const Arrived& arrived)
{
    Needs needs;
    needs.actors.push_back(inbox::head_of(arrived.activity).actor);
    std::visit(Collect{needs, arrived}, arrived.activity);
    if (arrived.inner) {
        needs.actors.push_back(inbox::head_of(*arrived.inner).actor);
        std::visit(Collect{needs, arrived}, *arrived.inner);
    }
    return needs;
}

void Needs::add_to(storage::known::Names& names) const
{
    for (const auto* list : {&actors, &other_actors, &known_accounts})
        names.accounts.insert(list->begin(), list->end());
    for (const auto* list : {&statuses, &other_statuses, &known_statuses})
        names.statuses.insert(list->begin(), list->end());
    names.tombstones.insert(tombstones.begin(), tombstones.end());
}

bool Needs::unmet(const storage::known::Known& known) const
{
    if (asks_origin) return true;
    const auto no_account = [&](const std::string& uri) { return known.account(uri) == nullptr; };
    const auto no_status = [&](const std::string& uri) { return known.status(uri) == nullptr; };
    return std::ranges::any_of(actors, no_account) || std::ranges::any_of(other_actors, no_account) ||
           std::ranges::any_of(statuses, no_status) || std::ranges::any_of(other_statuses, no_status);
}

} // namespace rounds::inbound
