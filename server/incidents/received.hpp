#pragma once

#include "server/moderation/moderation.hpp"
#include "storage/base/json.hpp"
#include "storage/incidents.hpp"
#include "storage/publications.hpp"
#include "storage/received.hpp"

#include <string_view>
#include <vector>

namespace rounds::incidents {

using storage::Transaction;
using storage::publications::Trace;

/// A post of this instance, also one that is gone: its id, its address as ActivityPub or as a page.
[[nodiscard]] result<Trace> find_post(Transaction& tx, std::string_view reference);

/// Everybody who may have a copy.
struct Received
{
    Trace post{};
    std::vector<storage::received::Receiver> receivers{};
    std::vector<storage::received::Fetch> fetches{};
    std::vector<storage::received::Export> exports{};
    std::int64_t local_readers = 0;
};
inline constexpr int most_receivers = 10'000;
[[nodiscard]] Received who_received(Transaction& tx, const Trace& post);
[[nodiscard]] json::object to_json(const Received& received);
[[nodiscard]] json::object to_json(const storage::received::Receiver& receiver);

/// How the erasure of an account stands: what is still here, and who was told. Complete when nothing is and everybody
/// who ever received anything confirmed. not_found; invalid_argument for who has not left.
[[nodiscard]] result<json::object> erasure_receipt(Transaction& tx, AccountId account);

/// Takes the post away, if it is still there, and tells every server that received or fetched it to delete it; one that
/// was told before is told again. Retried like all deliveries; who confirmed is in who_received(). Leaves an entry in
/// the audit log, and in the incident when one is named. invalid_argument for a boost.
[[nodiscard]] result<void> recall(
    Transaction& tx,
    const moderation::Staff& staff,
    const Trace& post,
    const std::optional<IncidentId>& incident,
    Time now
);

} // namespace rounds::incidents
