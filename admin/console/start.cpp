#include "admin/console/pages.hpp"
#include "server/app/app.hpp"
#include "server/app/tokens.hpp"
#include "server/http/certificate.hpp"
#include "storage/backups.hpp"
#include "storage/deliveries.hpp"
#include "storage/guard.hpp"
#include "storage/health.hpp"
#include "storage/jobs.hpp"
#include "storage/pg/inspect.hpp"

#include <filesystem>
#include <fmt/format.h>

namespace rounds::console {
namespace {

using storage::Transaction;
namespace health = storage::health;

constexpr int most_kinds = 50;
constexpr int most_hosts = 50;
constexpr int most_slow = 10;
constexpr std::uintmax_t mb = 1024 * 1024;

json::array attention(const Visit& visit, Transaction& tx, const health::Waiting& waiting)
{
    const auto crises = storage::guard::crisis_figures(tx, visit.app().clock.now());
    const auto line = [&](std::string_view label, std::int64_t count, std::string_view href) {
        return json::object{{"label", visit.words(label)}, {"count", std::to_string(count)}, {"href", href}};
    };
    json::array lines{
        line("crises", crises.waiting, "/console/crises"),
        line("crises_overdue", crises.overdue, "/console/crises"),
        line("reports", waiting.reports, "/console/reports"),
        line("held", waiting.held, "/console/held"),
        line("sign_ups", waiting.sign_ups, "/console/sign_ups"),
        line("appeals", waiting.appeals, "/console/appeals"),
    };
    if (visit.safety) {
        const auto events = storage::guard::adverse_event_figures(tx, visit.app().clock.now());
        lines.push_back(line("adverse_events", events.waiting, "/console/adverse_events"));
        lines.push_back(line("adverse_events_overdue", events.overdue, "/console/adverse_events"));
    }
    return lines;
}

json::object queue_row(std::string_view name, std::int64_t waiting, std::string due, std::string since)
{
    return {{"name", name}, {"waiting", std::to_string(waiting)}, {"due", std::move(due)}, {"since", std::move(since)}};
}

json::array queues(const Visit& visit, Transaction& tx, const health::Waiting& waiting)
{
    json::array rows;
    rows.push_back(queue_row(visit.words("queue_inbox"), waiting.inbox, std::to_string(waiting.inbox), ""));
    const auto sent = storage::deliveries::figures(tx);
    rows.push_back(queue_row(visit.words("queue_deliveries"), sent.waiting, "", ""));
    rows.push_back(queue_row(visit.words("queue_parked"), sent.parked, "", ""));
    rows.push_back(queue_row(visit.words("queue_failed"), sent.failed, "", ""));
    for (const auto& one : health::queues(tx, most_kinds))
        rows.push_back(queue_row(one.kind, one.waiting, std::to_string(one.due), when(one.oldest)));
    rows.push_back(queue_row(visit.words("queue_dead"), storage::jobs::figures(tx).dead, "", ""));
    return rows;
}

json::array hosts(const Visit& visit, Transaction& tx)
{
    json::array rows;
    for (const auto& one : health::hosts(tx, most_hosts)) {
        const auto state = one.dead_since ? std::string_view("breaker_dead") : std::string_view{};
        rows.push_back({
            {"host", one.host},
            {"waiting", std::to_string(one.waiting)},
            {"parked", std::to_string(one.parked)},
            {"breaker", visit.words(state.empty() ? "breaker_" + one.breaker : std::string(state))},
            {"failures", std::to_string(one.failures)},
            {"retry", when(one.retry_at)},
            {"success", when(one.last_success_at)},
        });
    }
    return rows;
}

json::array slow(Transaction& tx)
{
    json::array rows;
    for (const auto& one : storage::slow_statements(tx, most_slow))
        rows.push_back(
            {{"text", one.text}, {"calls", std::to_string(one.calls)}, {"mean", fmt::format("{:.1f} ms", one.mean_ms)}}
        );
    return rows;
}

std::string disk(const Visit& visit)
{
    std::error_code error;
    const auto space = std::filesystem::space(visit.app().config.paths.data, error);
    if (error) return error.message();
    const auto gb = [](std::uintmax_t bytes) { return static_cast<double>(bytes) / static_cast<double>(1024 * mb); };
    return fmt::format("{:.1f} GB / {:.1f} GB", gb(space.available), gb(space.capacity));
}

/// Until when the certificate that we show holds; empty where a proxy shows one.
std::string certificate(const Visit& visit)
{
    const auto& config = visit.app().config;
    if (config.http.certificate_file.empty()) return {};
    try {
        const auto facts = http::read_certificate(config.http.certificate_file, config.instance.domain);
        const auto days = std::chrono::floor<std::chrono::days>(facts.not_after - visit.app().clock.now());
        return fmt::format("{} ({})", to_iso_date(facts.not_after), days.count());
    } catch (const std::exception& fault) {
        return fault.what();
    }
}

/// When the last copies were made, and whether that is too long ago.
json::array copies(const Visit& visit, Transaction& tx)
{
    const auto latest = storage::backups::latest(tx);
    const auto line = [&](std::string_view label, const std::optional<storage::backups::Backup>& last) {
        const bool late = last && visit.app().clock.now() - last->finished_at > storage::backups::longest_gap;
        return json::object{
            {"label", visit.words(label)},
            {"text", last ? fmt::format("{} ({})", when(last->finished_at), last->means) : visit.words("copy_never")},
            {"late",
             !last  ? visit.words("copy_missing")
             : late ? visit.words("copy_late")
                    : std::string{}},
        };
    };
    return {line("copy_data", latest.data), line("copy_keys", latest.keys)};
}

} // namespace

awaitable<http::Response> start(Visit& visit)
{
    json::object values;
    // On a database thread: the files of the disk and certificate checks are read there, too.
    co_await visit.app().tokens.operator_db().transact([&](Transaction& tx) {
        const auto waiting = health::waiting(tx);
        values["attention"] = attention(visit, tx, waiting);
        values["queues"] = queues(visit, tx, waiting);
        values["hosts"] = hosts(visit, tx);
        values["slow"] = slow(tx);
        values["disk"] = disk(visit);
        values["certificate"] = certificate(visit);
        values["copies"] = copies(visit, tx);
    });
    const auto pool = visit.app().db.figures();
    values["has_hosts"] = !values["hosts"].as_array().empty();
    values["has_slow"] = !values["slow"].as_array().empty();
    values["version"] = ROUNDS_VERSION;
    values["pool"] = fmt::format("{} / {}", pool.busy, pool.connections);
    values["pool_waiting"] = std::to_string(pool.waiting);
    co_return page(visit, {.name = "start", .title = "start", .values = std::move(values)});
}

} // namespace rounds::console
