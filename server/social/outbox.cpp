#include "server/social/outbox.hpp"

#include "server/social/decision_saying.hpp"
#include "storage/base/url.hpp"
#include "storage/jobs.hpp"
#include "storage/publications.hpp"

#include <algorithm>
#include <array>
#include <fmt/core.h>

namespace rounds::social {

namespace {

/// In the order of Say.
constexpr std::array<std::string_view, 35> names{
    "status_created",     "status_edited",   "status_deleted",     "status_boosted",
    "boost_undone",       "favourited",      "favourite_undone",   "follow_requested",
    "follow_undone",      "follow_accepted", "follow_rejected",    "blocked",
    "profile_updated",    "account_deleted", "report_forwarded",   "activity_announced",
    "poll_voted",         "poll_changed",    "status_pinned",      "status_unpinned",
    "quote_requested",    "quote_accepted",  "quote_rejected",     "quote_revoked",
    "quote_changed",      "account_moved",   "feature_requested",  "feature_accepted",
    "feature_rejected",   "feature_revoked", "collection_created", "collection_changed",
    "collection_deleted", "item_added",      "item_removed",
};

template <Id T> void put(json::object& payload, std::string_view key, const std::optional<T>& id)
{
    if (id) payload[key] = to_string(*id);
}

template <Id T> std::optional<T> get(const json::object& payload, std::string_view key)
{
    return parse_id<T>(string_at(payload, key));
}

/// The network passes an activity on byte for byte, and its body leaves the inbox as soon as it is understood: so it
/// travels with the job. One of our own is found among the activities when the job runs.
void put_arrived(storage::Transaction& tx, json::object& payload, std::string_view uri)
{
    const auto url = parse_url(uri);
    if (!url) return;
    auto body = storage::publications::arrived_body(tx, url->origin(), uri);
    // What was not for everybody is kept sealed, and passed on by nobody.
    if (body && body->starts_with('{')) payload["activity"] = std::move(*body);
}

/// What must stay in order: all that is said about one post, between one pair of accounts (whoever begins), or by one
/// actor about itself.
std::string order_key(const Saying& saying)
{
    if (saying.status) return "outbox status " + to_string(*saying.status);
    if (saying.account && saying.target) {
        const auto one = to_int(*saying.account);
        const auto other = to_int(*saying.target);
        return fmt::format("outbox pair {} {}", std::min(one, other), std::max(one, other));
    }
    return saying.account ? "outbox account " + to_string(*saying.account) : std::string{};
}

} // namespace

namespace {

json::object payload_of(storage::Transaction& tx, const Saying& saying)
{
    json::object payload;
    payload["what"] = names.at(static_cast<std::size_t>(saying.what));
    put(payload, "account", saying.account);
    put(payload, "target", saying.target);
    put(payload, "status", saying.status);
    if (!saying.text.empty()) payload["text"] = saying.text;
    if (saying.what == Say::activity_announced) put_arrived(tx, payload, saying.text);
    return payload;
}

} // namespace

void say(storage::Transaction& tx, const Saying& saying)
{
    storage::jobs::add(tx, outbox_job, payload_of(tx, saying), order_key(saying));
}

void say_later(storage::Transaction& tx, const Saying& saying, Time run_at)
{
    storage::jobs::add(tx, outbox_job, payload_of(tx, saying), {}, run_at);
}

result<SavedSaying> read_saying(const json::object& payload)
{
    const auto name = std::ranges::find(names, string_at(payload, "what"));
    if (name == names.end()) return errc::invalid_argument;
    return SavedSaying{
        static_cast<Say>(name - names.begin()),
        get<AccountId>(payload, "account"),
        get<AccountId>(payload, "target"),
        get<StatusId>(payload, "status"),
        std::string(string_at(payload, "text")),
        std::string(string_at(payload, "activity")),
    };
}

namespace {

constexpr std::string_view decided = "network_decided";

} // namespace

void say_decision(
    storage::Transaction& tx, const storage::network_acts::Act& act, AccountId by, bool undone, std::string_view arrived
)
{
    json::object payload;
    payload["what"] = decided;
    payload["act"] = to_string(act.id);
    payload["by"] = to_string(by);
    payload["undone"] = undone;
    put_arrived(tx, payload, arrived);
    const Saying about{.what = {}, .account = act.group, .target = act.account, .status = act.status, .text = {}};
    storage::jobs::add(tx, outbox_job, payload, order_key(about));
}

result<DecisionSaying> read_decision(const json::object& payload)
{
    if (string_at(payload, "what") != decided) return errc::not_found;
    const auto act = get<storage::network_acts::ActId>(payload, "act");
    const auto by = get<AccountId>(payload, "by");
    if (!act || !by) return errc::invalid_argument;
    return DecisionSaying{*act, *by, bool_at(payload, "undone"), std::string(string_at(payload, "activity"))};
}

} // namespace rounds::social
