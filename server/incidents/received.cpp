#include "server/incidents/received.hpp"

#include "server/social/outbox.hpp"
#include "server/social/verbs.hpp"
#include "storage/accounts.hpp"
#include "storage/base/text.hpp"
#include "storage/erasure.hpp"

namespace rounds::incidents {
namespace {

namespace received = storage::received;
namespace publications = storage::publications;

json::value time_or_null(const std::optional<Time>& time)
{
    return time ? json::value(to_iso8601(*time)) : json::value(nullptr);
}

json::value number_or_null(const std::optional<int>& number)
{
    return number ? json::value(*number) : json::value(nullptr);
}

/// Ids begin with their time (storage/base/ids.hpp), so this holds for what is gone too.
Time made_at(StatusId id)
{
    constexpr int below_the_time = 16;
    return Time{std::chrono::milliseconds{to_int(id) >> below_the_time}};
}

} // namespace

result<Trace> find_post(Transaction& tx, std::string_view reference)
{
    if (auto found = publications::trace_by_uri(tx, reference); found && found->local) return found;
    const auto piece = reference.substr(reference.rfind('/') + 1); // npos + 1 is 0: all of it
    const auto id = text::parse_int(piece);
    if (!id) return errc::not_found;
    auto found = publications::trace(tx, StatusId{*id});
    if (!found || !found->local) return errc::not_found;
    return found;
}

Received who_received(Transaction& tx, const Trace& post)
{
    Received all{.post = post};
    all.receivers = received::receivers(tx, post.uri, most_receivers);
    all.fetches = received::fetches(tx, post.uri, most_receivers);
    all.exports = received::exports(tx, post.account, post.id, made_at(post.id), most_receivers);
    all.local_readers = received::local_readers(tx, post.id);
    return all;
}

json::object to_json(const received::Receiver& one)
{
    json::object o;
    o["host"] = one.host;
    o["inbox"] = one.inbox;
    o["activities"] = json::array(one.kinds.begin(), one.kinds.end());
    o["state"] = one.state;
    o["at"] = time_or_null(one.at);
    o["status"] = number_or_null(one.status);
    o["error"] = one.error;
    o["recall"] = one.recall.empty() ? json::value(nullptr) : json::value(one.recall);
    o["recalled_at"] = time_or_null(one.recalled_at);
    o["recall_status"] = number_or_null(one.recall_status);
    return o;
}

json::object to_json(const Received& all)
{
    json::array receivers;
    for (const auto& one : all.receivers) receivers.push_back(to_json(one));
    json::array fetches;
    for (const auto& one : all.fetches)
        fetches.push_back(json::object{
            {"host", one.host},
            {"kind", one.kind},
            {"actor", one.actor},
            {"first_at", to_iso8601(one.first_at)},
            {"last_at", to_iso8601(one.last_at)},
            {"times", one.times},
        });
    json::array exports;
    for (const auto& one : all.exports)
        exports.push_back(json::object{
            {"at", to_iso8601(one.at)},
            {"account_id", one.actor ? json::value(to_string(*one.actor)) : json::value(nullptr)},
            {"action", one.action},
        });
    json::object o;
    o["id"] = to_string(all.post.id);
    o["uri"] = all.post.uri;
    o["account_id"] = to_string(all.post.account);
    o["deleted_at"] = time_or_null(all.post.deleted_at);
    o["local_readers"] = all.local_readers;
    o["receivers"] = std::move(receivers);
    o["fetches"] = std::move(fetches);
    o["exports"] = std::move(exports);
    return o;
}

result<json::object> erasure_receipt(Transaction& tx, AccountId account)
{
    const auto rest = storage::erasure::rest_of(tx, account);
    if (!rest) return rest.error();
    if (!rest->deleted_at) return errc::invalid_argument;
    json::array receivers;
    json::array unconfirmed;
    for (const auto& one : received::receivers_from(tx, account, most_receivers)) {
        receivers.push_back(to_json(one));
        if (one.open()) unconfirmed.emplace_back(one.host);
    }
    const bool here = rest->posts > 0 || rest->files > 0 || rest->data_keys > 0;
    json::object o;
    o["account_id"] = to_string(account);
    o["deleted_at"] = to_iso8601(*rest->deleted_at);
    o["posts_left"] = rest->posts;
    o["files_left"] = rest->files;
    o["keys_left"] = rest->data_keys;
    o["complete"] = !here && unconfirmed.empty();
    o["receivers"] = std::move(receivers);
    o["unconfirmed"] = std::move(unconfirmed);
    return o;
}

result<void> recall(
    Transaction& tx,
    const moderation::Staff& staff,
    const Trace& post,
    const std::optional<IncidentId>& incident,
    Time now
)
{
    if (post.reblog_of) return errc::invalid_argument;
    if (post.deleted_at) {
        social::say(
            tx, {.what = social::Say::status_deleted, .account = {}, .target = {}, .status = post.id, .text = {}}
        );
    } else {
        const auto author = storage::accounts::find(tx, post.account);
        if (!author) return author.error();
        const auto removed = social::remove_post(tx, *author, post.id, true);
        if (!removed) return removed.error();
    }
    if (incident) {
        if (const auto known = storage::incidents::find(tx, *incident); !known) return known.error();
        storage::incidents::note_recall(tx, *incident, post.uri, now);
    }
    const auto related = incident ? std::optional<std::int64_t>(to_int(*incident)) : std::nullopt;
    moderation::note(tx, staff, "status.recall", "status", to_int(post.id), {}, related);
    return {};
}

} // namespace rounds::incidents
