#include "server/workers/maintenance_worker.hpp"

#include "storage/apps.hpp"
#include "storage/base/log.hpp"
#include "storage/cards.hpp"
#include "storage/guard.hpp"
#include "storage/inbox.hpp"
#include "storage/jobs.hpp"
#include "storage/logins.hpp"
#include "storage/media.hpp"
#include "storage/personal.hpp"
#include "storage/received.hpp"
#include "storage/security_keys.hpp"
#include "storage/sessions.hpp"
#include "storage/sign_ups.hpp"
#include "storage/tokens.hpp"

#include <array>
#include <exception>

namespace rounds::workers {

namespace {

constexpr std::chrono::minutes sweep_every{10};

struct Kind
{
    std::string_view name;
    std::size_t (*forget)(storage::Transaction& tx, Time before, int limit);
    std::chrono::days keep;
};

std::array<Kind, 11> kinds(const app::Config::Retention& keep)
{
    using std::chrono::days;
    return {
        Kind{"unused apps", storage::apps::sweep_unused, days(keep.unused_apps_days)},
        Kind{"codes", storage::tokens::sweep_codes, days(keep.codes_days)},
        Kind{"sessions", storage::sessions::sweep, days(0)}, // they name their own end
        Kind{"unconfirmed sign-ups", storage::sign_ups::sweep_unconfirmed, days(keep.unconfirmed_days)},
        Kind{"challenges of security keys", storage::security_keys::sweep_challenges, days(0)},
        Kind{"links sent by mail", storage::logins::sweep_tokens, days(0)}, // they too
        Kind{"idempotency keys", storage::personal::sweep_keys, days(keep.idempotency_keys_days)},
        Kind{"inbox", storage::inbox::forget, days(keep.inbox_days)},
        Kind{"dead jobs", storage::jobs::forget_dead, days(keep.dead_jobs_days)},
        Kind{"link previews", storage::cards::sweep_unused, days(keep.preview_cards_days)},
        Kind{"decisions of the guard", storage::guard::forget_decisions, days(keep.guard_decisions_days)},
    };
}

std::size_t sweep_kind(const MaintenanceWorker::Parts& parts, const Kind& kind, const std::stop_token& stop, int batch)
{
    const Time before = parts.clock.now() - kind.keep;
    std::size_t all = 0;
    while (!stop.stop_requested()) {
        const auto went =
            parts.db.transact_blocking([&](storage::Transaction& tx) { return kind.forget(tx, before, batch); });
        all += went;
        if (went < static_cast<std::size_t>(batch)) break;
    }
    if (all > 0) log::debug("maintenance: {} of {} went", all, kind.name);
    return all;
}

/// By age and by number.
std::size_t sweep_fetches(const MaintenanceWorker::Parts& parts, const std::stop_token& stop, int batch)
{
    const Time before = parts.clock.now() - std::chrono::days(parts.keep.fetches_days);
    std::size_t all = 0;
    for (std::size_t went = static_cast<std::size_t>(batch);
         !stop.stop_requested() && went >= static_cast<std::size_t>(batch);) {
        went = parts.db.transact_blocking([&](storage::Transaction& tx) {
            return storage::received::forget_fetches(tx, before, parts.keep.fetches_most, batch);
        });
        all += went;
    }
    return all;
}

/// An upload that nobody can be working on any more.
constexpr std::chrono::hours abandoned{6};

std::size_t forget_uploads(const MaintenanceWorker::Parts& parts, int batch)
{
    const auto now = parts.clock.now();
    const auto unposted = now - std::chrono::hours(parts.keep.unposted_media_hours);
    const auto posted = now - std::chrono::hours(parts.keep.deleted_media_hours);
    return parts.db.transact_blocking([&](storage::Transaction& tx) {
        const auto failed = storage::media::fail_abandoned(tx, now - abandoned, batch);
        return failed + storage::media::sweep_idle(tx, unposted, posted, batch);
    });
}

/// The blob goes first: should its row stay behind, it is removed again, which is no error.
std::size_t empty_trash(const MaintenanceWorker::Parts& parts, int batch)
{
    const auto keys = parts.db.transact_blocking([&](storage::Transaction& tx) {
        return storage::media::due_trash(tx, parts.clock.now(), batch);
    });
    for (const auto& key : keys) parts.blobs->remove(key);
    parts.db.transact_blocking([&](storage::Transaction& tx) { storage::media::forget_trash(tx, keys); });
    return keys.size();
}

std::size_t sweep_media(const MaintenanceWorker::Parts& parts, const std::stop_token& stop, int batch)
{
    std::size_t all = 0;
    for (const auto work : {forget_uploads, empty_trash}) {
        std::size_t went = static_cast<std::size_t>(batch);
        while (!stop.stop_requested() && went >= static_cast<std::size_t>(batch)) {
            went = work(parts, batch);
            all += went;
        }
    }
    return all;
}

} // namespace

std::size_t sweep(const MaintenanceWorker::Parts& parts, const std::stop_token& stop, int batch)
{
    std::size_t all = 0;
    for (const auto& kind : kinds(parts.keep)) {
        try {
            all += sweep_kind(parts, kind, stop, batch);
        } catch (const std::exception& failure) {
            log::error("maintenance of {}: {}", kind.name, log::printable(failure.what()));
        }
    }
    try {
        all += sweep_fetches(parts, stop, batch);
    } catch (const std::exception& failure) {
        log::error("maintenance of records of fetches: {}", log::printable(failure.what()));
    }
    try {
        if (parts.blobs != nullptr) all += sweep_media(parts, stop, batch);
    } catch (const std::exception& failure) {
        log::error("maintenance of media: {}", log::printable(failure.what()));
    }
    return all;
}

MaintenanceWorker::MaintenanceWorker(Parts parts)
    : parts_(parts), worker_("maintenance", 1, [this](const std::stop_token& stop) {
          sweep(parts_, stop);
          return std::chrono::milliseconds(sweep_every);
      })
{
}

void MaintenanceWorker::stop()
{
    worker_.stop();
}

} // namespace rounds::workers
