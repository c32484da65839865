#include "server/inbound/decisions.hpp"

#include "federation/vocab/types.hpp"
#include "server/knowledge/network_moderation.hpp"
#include "storage/accounts.hpp"
#include "storage/base/guards.hpp"
#include "storage/networks.hpp"
#include "storage/statuses.hpp"

namespace rounds::inbound {
namespace {

namespace acts = storage::network_acts;
namespace type = vocab::type;
using storage::Account;

/// What was decided, whatever its form.
struct Decision
{
    std::string_view kind; ///< of storage::network_acts
    std::string object;    ///< uri of a post, or of whom it is about
    std::string target;    ///< uri of the group, where the form names it
    std::string reason;
    std::optional<Time> until{};
    bool with_posts = false;
    bool undone = false;
};

struct Read
{
    using Found = std::optional<Decision>;

    template <class T> Found operator()(const T&) const { return std::nullopt; }
    Found operator()(const inbox::DeleteActivity& one) const
    {
        if (!one.reason) return std::nullopt; // its author's
        return Decision{.kind = acts::removal, .object = one.object, .target = {}, .reason = *one.reason};
    }
    Found operator()(const inbox::RemoveActivity& one) const
    {
        return Decision{.kind = acts::removal, .object = one.object, .target = one.target, .reason = {}};
    }
    Found operator()(const inbox::BlockActivity& one) const
    {
        if (one.target.empty()) return std::nullopt; // a person's
        return Decision{
            .kind = acts::ban,
            .object = one.object,
            .target = one.target,
            .reason = one.reason,
            .until = one.until,
            .with_posts = one.with_posts
        };
    }
    Found operator()(const inbox::LockActivity& one) const
    {
        return Decision{.kind = acts::lock, .object = one.object, .target = {}, .reason = one.reason};
    }
    Found operator()(const inbox::UndoActivity& one) const
    {
        Decision undone{.kind = {}, .object = one.object, .target = one.target, .reason = {}, .undone = true};
        if (one.type == type::delete_ || one.type == type::remove) undone.kind = acts::removal;
        if (one.type == type::block && !one.target.empty()) undone.kind = acts::ban;
        if (one.type == type::lock) undone.kind = acts::lock;
        if (undone.kind.empty() || undone.object.empty()) return std::nullopt;
        return undone;
    }
};

/// The network of ours that it is about: the one that it names, or the one that the post is in or was taken out of.
result<storage::Network> network_of(Scope& scope, const Decision& decision)
{
    auto& tx = scope.tx;
    if (decision.kind == acts::ban) {
        const auto group = storage::accounts::find_by_uri(tx, decision.target);
        if (!group || !group->local()) return errc::not_found;
        return storage::networks::find_by_account(tx, group->id);
    }
    const auto* known = scope.known.status(decision.object);
    const auto post =
        known != nullptr ? storage::statuses::find(tx, known->id) : result<storage::Status>(errc::not_found);
    if (!post) return errc::not_found;
    auto group = post->audience;
    if (!group && decision.undone)
        for (const auto out_of : acts::removed_by(tx, post->id)) group = out_of;
    if (!group) return errc::not_found;
    auto network = storage::networks::find_by_account(tx, *group);
    if (!network || decision.target.empty()) return network;
    const auto account = storage::accounts::find(tx, *group);
    // A Remove from one's own pins, or from another group, is none from here.
    if (!account || account->uri != decision.target) return errc::not_found;
    return network;
}

std::string reason_or(const std::string& reason)
{
    return reason.empty() ? std::string("-") : reason; // theirs may be without
}

template <class T> result<void> plain(const result<T>& done)
{
    return done ? result<void>() : result<void>(done.error());
}

result<void> decide_on_person(Scope& scope, const knowledge::Decider& by, NetworkId network, const Decision& decision)
{
    const auto* whom = scope.known.account(decision.object);
    if (whom == nullptr) return scope.refuse("about somebody unknown here");
    auto& tx = scope.tx;
    if (decision.undone) return plain(knowledge::unbar(tx, scope.urls, by, network, whom->id, scope.now));
    const knowledge::BanForm form{
        .account = whom->id,
        .reason = reason_or(decision.reason),
        .until = decision.until,
        .with_posts = decision.with_posts
    };
    if (!knowledge::wrong_field(form, scope.now).empty()) return scope.refuse("a ban out of its bounds");
    return plain(knowledge::bar(tx, scope.urls, by, network, form, scope.now));
}

result<void> decide_on_post(Scope& scope, const knowledge::Decider& by, NetworkId network, const Decision& decision)
{
    auto& tx = scope.tx;
    const auto& urls = scope.urls;
    const auto id = scope.known.status(decision.object)->id;
    const auto reason = reason_or(decision.reason);
    if (decision.kind == acts::removal)
        return decision.undone ? plain(knowledge::put_post_back(tx, urls, by, network, id, scope.now))
                               : plain(knowledge::take_post_out(tx, urls, by, network, id, reason, scope.now));
    return decision.undone ? plain(knowledge::unlock_thread(tx, urls, by, network, id, scope.now))
                           : plain(knowledge::lock_thread(tx, urls, by, network, id, reason, scope.now));
}

} // namespace

bool is_decision(const inbox::Activity& activity)
{
    return std::visit(Read{}, activity).has_value();
}

result<void> handle_decision(Scope& scope, const inbox::Activity& activity)
{
    const auto decision = std::visit(Read{}, activity);
    if (!decision) return errc::not_found;
    const auto network = network_of(scope, *decision);
    if (!network) return errc::not_found;
    // Its own author deletes a post of theirs, whatever reason they give.
    const auto* post = scope.known.status(decision->object);
    const bool own = decision->kind == acts::removal && post != nullptr && post->account == scope.actor.id;
    if (own) return errc::not_found;
    if (!guards::hold("moderator", knowledge::may_steward(scope.tx, *network, scope.actor.id)))
        return scope.refuse("not a steward of that network");
    const auto& head = inbox::head_of(activity);
    const knowledge::Decider by{.account = scope.actor, .via = "server", .activity = head.id};
    if (decision->kind == acts::ban) return decide_on_person(scope, by, network->id, *decision);
    return decide_on_post(scope, by, network->id, *decision);
}

result<void> handle_announced_decision(Scope& scope, const inbox::Activity& activity, const std::string& announced)
{
    const auto decision = std::visit(Read{}, activity);
    if (!decision) return errc::not_found;
    const auto& group = scope.actor;
    if (!guards::hold("moderator", scope.prepared.by_moderator)) return scope.refuse("not by a moderator of the group");
    if (!decision->target.empty() && !guards::hold("group-target", decision->target == group.uri))
        return scope.refuse("a decision of another group");
    acts::Act act;
    act.group = group.id;
    act.kind = decision->kind;
    act.reason = decision->reason;
    act.until = decision->until;
    act.with_posts = decision->with_posts;
    act.uri = announced;
    if (decision->kind == acts::ban) {
        const auto* whom = scope.known.account(decision->object);
        if (whom == nullptr) return scope.refuse("about somebody unknown here");
        act.account = whom->id;
        if (decision->until && *decision->until <= scope.now) return scope.refuse("it is over");
    } else {
        const auto* post = scope.known.status(decision->object);
        if (post == nullptr || post->boost) return scope.refuse("about a post that is not here");
        act.status = post->id;
    }
    const auto heard = decision->undone ? knowledge::hear_undone(scope.tx, group, act)
                                        : knowledge::hear_decision(scope.tx, group, act);
    if (!heard && heard.error() == errc::not_found) return scope.refuse("about nothing of that group");
    return heard;
}

} // namespace rounds::inbound
