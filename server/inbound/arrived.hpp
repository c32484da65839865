#pragma once

#include "federation/inbox/activities/activities.hpp"
#include "federation/inbox/activities/featured.hpp"
#include "server/inbound/inbound.hpp"
#include "server/inbound/present.hpp"
#include "server/social/care.hpp"
#include "storage/inbox.hpp"
#include "storage/known.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

/// An arrived activity on its way: read, then prepared (other servers are asked for what it names), then applied in one
/// transaction that also marks it done. Reading and applying do no network, preparing holds no transaction.
namespace rounds::inbound {

/// What other servers said about an activity. Filled by prepare().
struct Prepared
{
    bool done = false;
    bool actor_gone = false;   ///< Delete of an actor: its origin says so too
    bool object_gone = false;  ///< a group's Announce{Delete}: the object's origin says so
    bool inner_proven = false; ///< a group's Announce: the inner activity carries its own actor's proof
    bool by_moderator = false; ///< a group's Announce of a decision: a moderator of that group took it
    bool fetched = false;      ///< what it is about came from its origin and is kept already
    std::optional<inbox::RemoteCollection> collection{}; ///< FeatureRequest: what asks, as read a moment ago
    std::optional<storage::Account> target{};            ///< Move: the new account, as read a moment ago
};

struct Arrived
{
    storage::inbox::Item item;
    inbox::Activity activity;
    std::optional<inbox::Activity> inner{}; ///< of a group's Announce (FEP-1b12)
    std::optional<json::object> inner_document{};
    std::optional<Post> post{}; ///< the embedded object of Create, Update or QuoteRequest, presented, when it is a post
    std::optional<social::Screening> screening{}; ///< of a Create's post that everybody may see
    Prepared prepared{};
};

/// What an activity names.
struct Needs
{
    std::vector<std::string> actors{};         ///< fetched when unknown; without them it is refused
    std::vector<std::string> other_actors{};   ///< fetched when unknown, and done without when that fails
    std::vector<std::string> statuses{};       ///< as actors
    std::vector<std::string> other_statuses{}; ///< as other_actors
    std::vector<std::string> known_accounts{}; ///< looked up only
    std::vector<std::string> known_statuses{}; ///< looked up only
    std::vector<std::string> tombstones{};
    bool asks_origin = false; ///< cannot be applied before prepare()

    void add_to(storage::known::Names& names) const;
    /// Something to be fetched is missing.
    [[nodiscard]] bool unmet(const storage::known::Known& known) const;
};

/// What a batch looked up at once for all its posts, to spare each the look-ups.
struct Beforehand
{
    const storage::statuses::Arriving* arriving = nullptr; ///< of the post that the activity brings, when it is new
    bool awaited_by_none = false;                          ///< nobody asked to be notified of the actor's posts
    const social::Screening* screening = nullptr;          ///< of that post, if it was screened
};

/// One transaction in which activities are applied.
struct Scope
{
    storage::Transaction& tx;
    const social::Urls& urls;
    discovery::Resolver& resolver;
    Time now;
    const storage::known::Known& known;
    const storage::Account& actor; ///< who acts
    const Prepared& prepared;
    Beforehand beforehand{};
    const privacy::Guard* guard = nullptr;
    std::string reason{};                              ///< of a refusal, for whoever looks
    std::vector<std::function<void()>> after_commit{}; ///< for caches

    /// Refuses with a reason: the activity is done and has no effect.
    [[nodiscard]] boost::system::error_code refuse(std::string_view why);
};

/// invalid_argument when it can never be understood (poison); not_found for a type that means nothing here. With a
/// guard, a post for everybody is screened too.
[[nodiscard]] result<Arrived> read(storage::inbox::Item item, const privacy::Guard* guard);
[[nodiscard]] Needs needs_of(const Arrived& arrived);

/// Fetches what is missing and checks what only an origin can tell. An error that may pass (unavailable, time-outs)
/// means try again later; the others refuse the activity.
[[nodiscard]] asio::awaitable<result<void>> prepare(Inbound inbound, Arrived& arrived);
/// May pass by itself.
[[nodiscard]] bool passing(const boost::system::error_code& error) noexcept;

/// Gives it its effect, through the same verbs as the API. already_exists counts as success; any other error is a
/// refusal that left no trace.
[[nodiscard]] result<void> apply(Scope& scope, const Arrived& arrived);

} // namespace rounds::inbound
