#include "storage/peers.hpp"

#include <algorithm>

namespace rounds::storage::peers {

namespace {

const Statement get_sql{"peer.list", R"(
    SELECT host, signature_scheme, breaker, failures, failing_since, retry_at, dead_since, software, last_success_at,
           last_inbound_at
    FROM peers WHERE host = ANY($1) ORDER BY host)"};

const Statement make_sql{"peer.make", R"(
    INSERT INTO peers (host) SELECT h FROM unnest($1::text[]) h ORDER BY h ON CONFLICT DO NOTHING)"};

const Statement lock_sql{"peer.lock", R"(
    SELECT host, signature_scheme, breaker, failures, failing_since, retry_at, dead_since, software, last_success_at,
           last_inbound_at
    FROM peers WHERE host = ANY($1) ORDER BY host FOR UPDATE)"};

const Statement save_sql{"peer.save", R"(
    UPDATE peers SET signature_scheme = $2, breaker = $3, failures = $4, failing_since = $5, retry_at = $6,
        dead_since = $7, last_success_at = $8, updated_at = now()
    WHERE host = $1)"};

// Who takes in and who understands both tell: seconds later it says nothing new, unless the breaker opened meanwhile.
// In the order of names, as all who lock peers do.
const Statement heard_sql{"peer.heard_from", R"(
    INSERT INTO peers (host, last_inbound_at)
    SELECT h.host, $2::timestamptz FROM unnest($1::text[]) AS h (host)
    WHERE NOT EXISTS (
        SELECT FROM peers p
        WHERE p.host = h.host AND p.last_inbound_at BETWEEN $2 - interval '5 seconds' AND $2 + interval '5 seconds'
            AND NOT (p.breaker = 'open' AND p.retry_at > $2)
        OFFSET 0)
    ORDER BY h.host
    ON CONFLICT (host) DO UPDATE SET last_inbound_at = $2, updated_at = now(),
        retry_at = CASE WHEN peers.breaker = 'open' THEN least(peers.retry_at, $2) ELSE peers.retry_at END)"};

const Statement claim_due_sql{"peer.claim_due", R"(
    UPDATE peers SET retry_at = $1::timestamptz + interval '30 seconds'
    WHERE host IN (
        SELECT host FROM peers WHERE retry_at <= $1 ORDER BY retry_at LIMIT $2 FOR UPDATE SKIP LOCKED)
    RETURNING host, signature_scheme, breaker, failures, failing_since, retry_at, dead_since, software,
              last_success_at, last_inbound_at)"};

const Statement next_due_sql{"peer.next_due", R"(
    SELECT min(retry_at) AS at FROM peers)"};

const Statement prune_sql{"peer.prune", R"(
    DELETE FROM peers p WHERE p.host IN (
        SELECT host FROM peers ORDER BY updated_at DESC OFFSET $1)
      AND NOT EXISTS (
        SELECT FROM deliveries d WHERE d.host = p.host AND d.state IN ('waiting', 'parked')))"};

const Statement policies_sql{"peer.policies", R"(
    SELECT domain, policy, reason FROM domain_policies ORDER BY domain)"};

const Statement set_policy_sql{"peer.set_policy", R"(
    INSERT INTO domain_policies (domain, policy, reason) VALUES (lower($1), $2, $3)
    ON CONFLICT (domain) DO UPDATE SET policy = $2, reason = $3)"};

const Statement remove_policy_sql{"peer.remove_policy", R"(
    DELETE FROM domain_policies WHERE domain = lower($1))"};

Peer::Breaker breaker_of(std::string_view name) noexcept
{
    if (name == "open") return Peer::Breaker::open;
    return name == "half_open" ? Peer::Breaker::half_open : Peer::Breaker::closed;
}

const char* name_of(Peer::Breaker breaker) noexcept
{
    if (breaker == Peer::Breaker::open) return "open";
    return breaker == Peer::Breaker::half_open ? "half_open" : "closed";
}

std::vector<Peer> from_rows(const Rows& rows)
{
    std::vector<Peer> found;
    for (const auto row : rows)
        found.push_back({
            .host = row.get<std::string>("host"),
            .rfc9421 = row["signature_scheme"].view() == "rfc9421",
            .breaker = breaker_of(row["breaker"].view()),
            .failures = row.get<int>("failures"),
            .failing_since = row.get<std::optional<Time>>("failing_since"),
            .retry_at = row.get<std::optional<Time>>("retry_at"),
            .dead_since = row.get<std::optional<Time>>("dead_since"),
            .last_success_at = row.get<std::optional<Time>>("last_success_at"),
            .last_inbound_at = row.get<std::optional<Time>>("last_inbound_at"),
            .software = row.get<std::optional<std::string>>("software").value_or(""),
        });
    return found;
}

} // namespace

std::vector<Peer> list(Transaction& tx, const std::vector<std::string>& hosts)
{
    return from_rows(tx.exec(get_sql, hosts));
}

Peer get(Transaction& tx, std::string_view host)
{
    auto found = list(tx, {std::string(host)});
    if (!found.empty()) return std::move(found.front());
    Peer unknown;
    unknown.host = host;
    return unknown;
}

std::vector<Peer> lock(Transaction& tx, std::vector<std::string> hosts)
{
    if (hosts.empty()) return {};
    std::ranges::sort(hosts);
    auto found = from_rows(tx.exec(lock_sql, hosts));
    if (found.size() == hosts.size()) return found;
    tx.exec(make_sql, hosts);
    return from_rows(tx.exec(lock_sql, hosts));
}

void save(Transaction& tx, const std::vector<Peer>& peers)
{
    for (const auto& p : peers)
        tx.exec(
            save_sql,
            p.host,
            p.rfc9421 ? "rfc9421" : "cavage",
            name_of(p.breaker),
            p.failures,
            p.failing_since,
            p.retry_at,
            p.dead_since,
            p.last_success_at
        );
}

void heard_from(Transaction& tx, const std::vector<std::string>& hosts, Time now)
{
    tx.exec(heard_sql, hosts, now);
}

void heard_from(Transaction& tx, std::string_view host, Time now)
{
    heard_from(tx, std::vector{std::string(host)}, now);
}

std::vector<Peer> claim_due(Transaction& tx, Time now, int limit)
{
    return from_rows(tx.exec(claim_due_sql, now, limit));
}

std::optional<Time> next_due(Transaction& tx)
{
    return tx.exec(next_due_sql).front().get<std::optional<Time>>("at");
}

std::size_t prune(Transaction& tx, std::int64_t keep)
{
    return tx.exec(prune_sql, keep).affected();
}

std::vector<Policy> policies(Transaction& tx)
{
    std::vector<Policy> found;
    for (const auto row : tx.exec(policies_sql))
        found.push_back({row.get<std::string>("domain"), row.get<std::string>("policy"), row.get<std::string>("reason")}
        );
    return found;
}

void set_policy(Transaction& tx, const Policy& policy)
{
    tx.exec(set_policy_sql, policy.domain, policy.policy, policy.reason);
}

result<void> remove_policy(Transaction& tx, std::string_view domain)
{
    if (tx.exec(remove_policy_sql, domain).affected() == 0) return errc::not_found;
    return {};
}

} // namespace rounds::storage::peers
