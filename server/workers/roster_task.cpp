#include "server/workers/roster_task.hpp"

#include "federation/signatures/proofs.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/readers.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"
#include "storage/channels.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <fmt/format.h>

namespace rounds::workers {
namespace {

namespace rosters = storage::rosters;
using rosters::Roster;
using storage::Transaction;
using Parts = TaskWorker::Parts;

constexpr std::chrono::hours shown_after_failure{7 * 24};
constexpr std::chrono::seconds first_retry{15};

std::optional<rosters::RosterId> roster_in(const json::object& payload)
{
    return parse_id<rosters::RosterId>(string_at(payload, "roster"));
}

result<json::object> read_document(const Parts& parts, const std::string& url)
{
    if (!parts.inbound->resolver.host_allowed(url)) return errc::forbidden;
    auto asked =
        boost::asio::co_spawn(parts.executor, parts.inbound->resolver.web().document(url), boost::asio::use_future);
    auto document = asked.get();
    if (!document) return document.error();
    return std::move(document->object);
}

/// As the resolver finds it; a future wants something that can be empty.
boost::asio::awaitable<std::optional<result<signatures::CachedKey>>>
find_key(discovery::Resolver& resolver, std::string id)
{
    auto found = co_await resolver.find_key(std::move(id));
    co_return std::optional(std::move(found));
}

/// The key that was agreed on; the first time, when none was, that of the actor whose list it is.
result<signatures::PublicKey> steward_key(const Parts& parts, const Roster& roster, const json::object& document)
{
    if (!roster.steward_key.empty()) return signatures::PublicKey::from_multikey(roster.steward_key);
    const auto method = signatures::proof_method(document);
    if (!method) return method.error();
    const auto owner = vocab::id_of(document, vocab::prop::attributed_to);
    if (!same_origin(*method, roster.uri) || !same_origin(owner, roster.uri)) return errc::invalid_argument;
    auto asked =
        boost::asio::co_spawn(parts.executor, find_key(parts.inbound->resolver, *method), boost::asio::use_future);
    auto key = std::move(*asked.get());
    if (!key) return key.error();
    if (key->owner != owner) return errc::invalid_argument;
    return std::move(key->key);
}

result<void> read_roster(const Parts& parts, Roster roster)
{
    const auto document = read_document(parts, roster.uri);
    if (!document) return document.error();
    const auto key = steward_key(parts, roster, *document);
    if (!key) return key.error();
    const auto version = peers::read_roster(*document, *key, parts.clock, parts.app->config.federation.roster_members);
    if (!version) return version.error();
    roster.steward_key = key->to_multikey();
    return parts.db.transact_blocking([&](Transaction& tx) {
        return app::take_version(tx, *parts.app, roster, *version);
    });
}

/// A list that could not be read is asked for again soon, then less and less often.
std::chrono::seconds until_next(std::int64_t failures, std::chrono::hours usual)
{
    if (failures == 0) return usual;
    const auto doubled = first_retry * (std::int64_t{1} << std::min<std::int64_t>(failures - 1, 20));
    return std::min<std::chrono::seconds>(doubled, usual);
}

/// Our own entry is not fetched: it is here.
result<json::object> entry_document(const Parts& parts, const std::string& domain)
{
    if (domain == text::to_lower(parts.urls.domain()))
        return parts.db.transact_blocking([&](Transaction& tx) { return app::directory_document(tx, *parts.app); });
    return read_document(parts, fmt::format("{}://{}/directory/entry", parts.app->config.instance.scheme, domain));
}

} // namespace

result<void> ask_roster(const Parts& parts, const json::object& payload)
{
    const auto id = roster_in(payload);
    if (!id) return errc::invalid_argument;
    if (parts.app == nullptr || !parts.inbound) return {};
    const auto roster = parts.db.transact_blocking([&](Transaction& tx) {
        // The server of a list subscribed to just now may be asked already; the notice of it may not have come yet.
        parts.app->trust.reload(tx);
        return rosters::find(tx, *id);
    });
    if (!roster) return errc::not_found;
    const auto read = roster->own ? result<void>{} : read_roster(parts, *roster);
    parts.db.transact_blocking([&](Transaction& tx) {
        rosters::checked(tx, *id, parts.clock.now(), read ? "" : read.error().message());
        parts.app->trust.reload(tx);
    });
    parts.app->notifier.notify(storage::channels::policies);
    return {};
}

result<void> plan_roster(const Parts& parts, Transaction& tx, const json::object& payload)
{
    const auto id = roster_in(payload);
    if (!id || parts.app == nullptr) return {};
    for (const auto& entry : rosters::members(tx, *id))
        storage::jobs::add(tx, app::roster_entry_job, {{"roster", to_string(*id)}, {"domain", entry.member.domain}});
    if (!bool_at(payload, "again")) return {};
    const auto roster = rosters::find(tx, *id);
    if (!roster) return {};
    auto next = payload;
    const auto* before = payload.if_contains("failures");
    const std::int64_t failures =
        roster->failure.empty() ? 0 : (before != nullptr && before->is_int64() ? before->get_int64() : 0) + 1;
    next["failures"] = failures;
    const std::chrono::hours usual(parts.app->config.federation.roster_refresh_hours);
    storage::jobs::add(tx, app::roster_job, next, {}, parts.clock.now() + until_next(failures, usual));
    return {};
}

result<void> ask_roster_entry(const Parts& parts, const json::object& payload)
{
    const auto id = roster_in(payload);
    const std::string domain(string_at(payload, "domain"));
    if (!id) return errc::invalid_argument;
    if (parts.app == nullptr || !parts.inbound) return {};
    const auto members = parts.db.transact_blocking([&](Transaction& tx) { return rosters::members(tx, *id); });
    const auto member = std::ranges::find(members, domain, [](const auto& entry) { return entry.member.domain; });
    if (member == members.end()) return errc::not_found;
    const auto document = entry_document(parts, domain);
    const auto entry = document ? peers::read_directory_entry(*document, member->member, parts.clock)
                                : result<json::object>(document.error());
    parts.db.transact_blocking([&](Transaction& tx) {
        const auto now = parts.clock.now();
        if (entry)
            rosters::put_proof(tx, *id, domain, *entry, now);
        else
            rosters::put_failure(tx, *id, domain, entry.error().message(), now - shown_after_failure);
    });
    // A server that does not answer now may do so soon; one that answers something else does not.
    if (!document) return document.error();
    return {};
}

} // namespace rounds::workers
