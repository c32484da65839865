#include "tests/bench/counter.hpp"

#include <cstdlib>
#include <libpq-fe.h>
#include <stdexcept>
#include <thread>

namespace rounds::bench {
namespace {

using Steady = std::chrono::steady_clock;

/// Short against a run of seconds, long against the few milliseconds that counting takes.
constexpr std::chrono::milliseconds pause{50};

} // namespace

void Counter::Close::operator()(pg_conn* connection) const noexcept
{
    PQfinish(connection);
}

Counter::Counter(const std::string& url, std::string sql) : connection_(PQconnectdb(url.c_str())), sql_(std::move(sql))
{
    if (PQstatus(connection_.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection_.get()));
}

Counter::~Counter() = default;

std::int64_t Counter::count()
{
    const std::unique_ptr<PGresult, decltype(&PQclear)> rows(PQexec(connection_.get(), sql_.c_str()), &PQclear);
    if (PQresultStatus(rows.get()) != PGRES_TUPLES_OK || PQntuples(rows.get()) != 1)
        throw std::runtime_error(PQerrorMessage(connection_.get()));
    return std::strtoll(PQgetvalue(rows.get(), 0, 0), nullptr, 10);
}

Counter::Reached Counter::wait_for(std::int64_t wanted, std::chrono::seconds stall)
{
    Reached reached{count(), Steady::now()};
    while (reached.count < wanted && Steady::now() - reached.at < stall) {
        std::this_thread::sleep_for(pause);
        const auto now = count();
        if (now > reached.count) reached = {now, Steady::now()};
    }
    return reached;
}

} // namespace rounds::bench
