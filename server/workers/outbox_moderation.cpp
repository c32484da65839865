#include "federation/build/decision.hpp"
#include "federation/vocab/types.hpp"
#include "server/workers/network_announce.hpp"
#include "storage/accounts.hpp"
#include "storage/base/text.hpp"
#include "storage/network_acts.hpp"
#include "storage/network_doors.hpp"
#include "storage/publications.hpp"

/// What stewards decided: the network announces their activity (FEP-1b12), or the one that a steward elsewhere sent.
namespace rounds::workers {
namespace {

namespace acts = storage::network_acts;
using acts::Act;

struct Told
{
    Act act;
    Account group;
    std::string object;    ///< uri of the post, or of whom it is about
    AccountId concerned{}; ///< its author, or who is kept out
};

/// not_found when there is nothing to tell, or nobody.
result<Told> read(Outgoing& out, acts::ActId id)
{
    auto act = acts::find(out.tx, id);
    if (!act) return act.error();
    auto group = storage::accounts::find(out.tx, act->group);
    if (!group || !group->local()) return errc::not_found;
    if (storage::networks::doors_of(out.tx, group->id).local_only) return errc::not_found;
    Told told{.act = *act, .group = std::move(*group), .object = {}, .concerned = {}};
    if (act->account) {
        const auto account = storage::accounts::find(out.tx, *act->account);
        if (!account) return account.error();
        told.object = account->uri;
        told.concerned = account->id;
    } else if (act->status) {
        const auto post = storage::publications::trace(out.tx, *act->status);
        if (!post) return post.error();
        told.object = post->uri;
        told.concerned = post->account;
    }
    return told;
}

std::string_view kind_of(const Act& act)
{
    if (act.kind == acts::ban) return vocab::type::block;
    return act.kind == acts::removal ? vocab::type::delete_ : vocab::type::lock;
}

/// Whom a ban is about may have joined without a word to anybody: then no other server hears of it than their own, for
/// it would tell that they were in a network on a condition (health.md 2.6). No outbox shows why somebody was judged.
Reach reach_of(const Told& told)
{
    const bool seen = told.act.kind != acts::ban || told.act.in_audience;
    return {.also = {told.concerned}, .followers = seen, .shown = false};
}

/// As its own actor says it; a steward's of another server has the id that it came with.
json::object activity_of(Outgoing& out, const Told& told, const Account& actor, const build::Audience& audience)
{
    const auto kind = kind_of(told.act);
    const build::Head head{
        .id = told.act.uri.value_or(out.urls.activity(actor, text::to_lower(kind), to_string(told.act.id))),
        .actor = actor.uri,
        .audience = audience,
        .published = told.act.created_at
    };
    const build::Decision decision{
        .group = told.group.uri,
        .object = told.object,
        .reason = told.act.reason,
        .until = told.act.until,
        .with_posts = told.act.with_posts
    };
    if (told.act.kind == acts::ban) return build::build_ban(head, decision);
    if (told.act.kind == acts::removal) return build::build_removal(head, decision);
    return build::build_lock(head, decision);
}

} // namespace

namespace {

result<void> tell(Outgoing& out, const social::DecisionSaying& saying)
{
    const auto told = read(out, saying.act);
    if (!told) return told.error() == errc::not_found ? result<void>{} : result<void>{told.error()};
    const auto reach = reach_of(*told);
    if (!saying.activity.empty()) return announce_to(out, told->group.id, saying.activity, reach);
    const auto by = storage::accounts::find(out.tx, saying.by);
    if (!by || !by->local()) return {};
    build::Audience audience;
    build::add_once(audience.to, vocab::public_collection);
    build::add_once(audience.cc, told->group.uri);
    auto decider = told->act.by ? storage::accounts::find(out.tx, *told->act.by) : result<Account>(*by);
    auto activity = activity_of(out, *told, saying.undone && decider ? *decider : *by, audience);
    if (saying.undone) {
        const build::Head head{
            .id = out.urls.activity(*by, "undo", to_string(told->act.id)),
            .actor = by->uri,
            .audience = audience,
            .published = out.now
        };
        activity = build::build_undo_decision(head, std::move(activity), told->group.uri);
    }
    const auto text = out.post(
        {.from = by->id,
         .kind = std::string(saying.undone ? vocab::type::undo : kind_of(told->act)),
         .object_uri = told->object,
         .shown = false, // nobody's outbox tells of it
         .proof = true,
         .to = {.accounts = {}, .followers_of = {}, .receivers_of = {}, .receivers_from = {}}},
        std::move(activity)
    );
    if (!text) return text.error();
    return announce_to(out, told->group.id, *text, reach);
}

} // namespace

result<void> carry_out_decision(Outgoing& out, const social::DecisionSaying& saying)
{
    const auto told = tell(out, saying);
    if (!told && told.error() == errc::already_exists) return {}; // the job ran twice
    return told;
}

} // namespace rounds::workers
