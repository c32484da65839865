#include "storage/clock_step.hpp"

namespace rounds::storage::clock_step {
namespace {

const Statement inbox_sql{"clock_step.inbox", R"(
    UPDATE inbox SET run_at = run_at - $1 * interval '1 microsecond',
        lease_until = lease_until - $1 * interval '1 microsecond'
    WHERE state = 'waiting' AND run_at > clock_timestamp())"};

const Statement inbox_leases_sql{"clock_step.inbox_leases", R"(
    UPDATE inbox_leases SET ends_at = ends_at - $1 * interval '1 microsecond' WHERE ends_at > clock_timestamp())"};

const Statement deliveries_sql{"clock_step.deliveries", R"(
    UPDATE deliveries SET run_at = run_at - $1 * interval '1 microsecond'
    WHERE state = 'waiting' AND run_at > clock_timestamp())"};

const Statement delivery_leases_sql{"clock_step.delivery_leases", R"(
    UPDATE delivery_leases SET ends_at = ends_at - $1 * interval '1 microsecond' WHERE ends_at > clock_timestamp())"};

const Statement jobs_sql{"clock_step.jobs", R"(
    UPDATE jobs SET run_at = run_at - $1 * interval '1 microsecond',
        lease_until = lease_until - $1 * interval '1 microsecond'
    WHERE greatest(run_at, lease_until) > clock_timestamp() AND (attempts > 0 OR run_at <= created_at))"};

const Statement peers_sql{"clock_step.peers", R"(
    UPDATE peers SET retry_at = retry_at - $1 * interval '1 microsecond' WHERE retry_at > clock_timestamp())"};

} // namespace

std::size_t bring_back(Transaction& tx, std::chrono::microseconds step)
{
    std::size_t moved = 0;
    for (const auto* statement :
         {&inbox_sql, &inbox_leases_sql, &deliveries_sql, &delivery_leases_sql, &jobs_sql, &peers_sql})
        moved += tx.exec(*statement, step.count()).affected();
    return moved;
}

} // namespace rounds::storage::clock_step
