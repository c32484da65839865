#include "server/api/home_timelines.hpp"

#include <algorithm>
#include <limits>

namespace rounds::api {
namespace {

using storage::home::Entry;

constexpr std::int64_t day = std::int64_t{86'400'000} << 16; ///< in ids

bool newer(const Entry& a, const Entry& b) noexcept
{
    return to_int(a.id) > to_int(b.id);
}

/// An earlier sight of the same post makes a boost within a day superfluous (the rule of storage/home.cpp).
bool repeats(const Entry& later, const Entry& earlier) noexcept
{
    if (!later.reblog_of || to_int(later.id) <= to_int(earlier.id)) return false;
    const bool same = *later.reblog_of == earlier.id || later.reblog_of == earlier.reblog_of;
    return same && to_int(later.id) - to_int(earlier.id) < day;
}

} // namespace

HomeTimelines::HomeTimelines(const Clock& clock) : HomeTimelines(clock, Limits{}) {}

HomeTimelines::HomeTimelines(const Clock& clock, Limits limits) : clock_(clock), limits_(limits) {}

std::vector<StatusId>
HomeTimelines::page(storage::Transaction& tx, AccountId account, const storage::accounts::Page& page)
{
    const auto ring = current(tx, account);
    const auto& entries = ring->entries;
    const auto below = page.max_id.value_or(std::numeric_limits<std::int64_t>::max());
    const auto floor = ring->exhausted ? 0 : to_int(ring->floor);
    std::vector<StatusId> ids;
    if (page.min_id) {
        if (*page.min_id < floor) {
            for (const auto& entry : storage::home::page(tx, account, page)) ids.push_back(entry.id);
            return ids;
        }
        for (auto it = entries.rbegin(); it != entries.rend() && std::cmp_less(ids.size(), page.limit); ++it)
            if (to_int(it->id) > *page.min_id && to_int(it->id) < below) ids.push_back(it->id);
        std::ranges::reverse(ids);
        return ids;
    }
    const auto above = page.since_id.value_or(0);
    for (const auto& entry : entries) {
        if (std::cmp_equal(ids.size(), page.limit)) break;
        if (to_int(entry.id) < below && to_int(entry.id) > above) ids.push_back(entry.id);
    }
    if (std::cmp_equal(ids.size(), page.limit) || above >= floor || ring->exhausted) return ids;
    auto rest = page;
    rest.max_id = std::min(below, floor);
    rest.limit = page.limit - static_cast<int>(ids.size());
    for (const auto& entry : storage::home::page(tx, account, rest)) ids.push_back(entry.id);
    return ids;
}

std::shared_ptr<const HomeTimelines::Ring> HomeTimelines::current(storage::Transaction& tx, AccountId account)
{
    std::shared_ptr<const Ring> ring;
    News fresh;
    {
        const std::lock_guard lock{mutex_};
        if (const auto slot = slots_.find(account); slot != slots_.end()) {
            slot->second.used = ++uses_;
            ring = slot->second.ring;
            fresh = news(*ring, account);
        }
    }
    if (!ring || fresh.rebuild) {
        ring = build(tx, account);
    } else if (fresh.seen == ring->seen) {
        return ring;
    } else {
        std::vector<Entry> accepted;
        if (!fresh.candidates.empty()) accepted = storage::home::accept(tx, account, fresh.candidates);
        ring = std::make_shared<const Ring>(advance(*ring, fresh, std::move(accepted)));
    }
    keep(account, ring);
    return ring;
}

std::shared_ptr<const HomeTimelines::Ring> HomeTimelines::build(storage::Transaction& tx, AccountId account) const
{
    auto ring = std::make_shared<Ring>();
    {
        // Before the tables are read: what happens meanwhile is met again in the log, which does no harm.
        const std::lock_guard lock{mutex_};
        ring->seen = log_begin_ + log_.size();
    }
    ring->built_at = clock_.now();
    ring->sources = std::make_shared<const storage::home::Sources>(storage::home::sources(tx, account));
    auto chunk = storage::home::chunk(
        tx,
        account,
        StatusId{std::numeric_limits<std::int64_t>::max()},
        limits_.per_author,
        static_cast<int>(limits_.entries)
    );
    ring->entries = std::move(chunk.entries);
    ring->floor = chunk.floor;
    ring->exhausted = chunk.exhausted;
    return ring;
}

/// Under the lock.
HomeTimelines::News HomeTimelines::news(const Ring& ring, AccountId account) const
{
    News found;
    found.seen = log_begin_ + log_.size();
    const auto now = clock_.now();
    const auto& sources = *ring.sources;
    found.rebuild = ring.seen < log_begin_ || now - ring.built_at > limits_.max_age ||
                    (sources.changes_at && *sources.changes_at <= now);
    if (found.rebuild) return found;
    for (auto i = ring.seen - log_begin_; i < log_.size(); ++i) {
        const auto& entry = log_[i];
        const bool followed = std::ranges::binary_search(sources.authors, entry.account);
        if (entry.what == What::graph) {
            if (entry.account == account) found.rebuild = true;
        } else if (entry.what == What::removal) {
            const StatusId id{entry.id};
            const auto at = std::ranges::find(ring.entries, id, &Entry::id);
            // A boost that goes may have hidden a later one.
            if (at != ring.entries.end() ? at->reblog_of.has_value() : followed) found.rebuild = true;
            std::erase(found.candidates, id);
            found.removed.push_back(id);
        } else if (followed || sources.tags) {
            found.candidates.push_back(StatusId{entry.id});
        }
        if (found.rebuild) return found;
    }
    std::ranges::sort(found.candidates);
    const auto repeated = std::ranges::unique(found.candidates);
    found.candidates.erase(repeated.begin(), repeated.end());
    found.rebuild = found.candidates.size() > limits_.candidates;
    return found;
}

HomeTimelines::Ring
HomeTimelines::advance(const Ring& old, const News& news, std::vector<storage::home::Entry> accepted) const
{
    Ring ring = old;
    ring.seen = news.seen;
    // Candidates are judged anew, whether they were in the ring or not.
    std::erase_if(ring.entries, [&](const Entry& entry) {
        return std::ranges::find(news.removed, entry.id) != news.removed.end() ||
               std::ranges::binary_search(news.candidates, entry.id);
    });
    for (const auto& entry : accepted) {
        std::erase_if(ring.entries, [&](const Entry& known) { return repeats(known, entry); });
        if (!ring.exhausted && to_int(entry.id) < to_int(ring.floor)) continue;
        ring.entries.insert(std::ranges::lower_bound(ring.entries, entry, newer), entry);
    }
    if (ring.entries.size() > limits_.entries) {
        ring.entries.resize(limits_.entries);
        ring.floor = ring.entries.back().id;
        ring.exhausted = false;
    }
    return ring;
}

void HomeTimelines::keep(AccountId account, std::shared_ptr<const Ring> ring)
{
    const std::lock_guard lock{mutex_};
    auto& slot = slots_[account];
    if (!slot.ring || slot.ring->seen <= ring->seen) slot.ring = std::move(ring);
    slot.used = ++uses_;
    if (slots_.size() <= limits_.people) return;
    // Rarely: a tenth goes at once, so that this scan is paid by many.
    std::vector<std::pair<std::uint64_t, AccountId>> by_use;
    by_use.reserve(slots_.size());
    for (const auto& [id, other] : slots_) by_use.emplace_back(other.used, id);
    const auto going = std::max<std::size_t>(1, limits_.people / 10);
    std::ranges::nth_element(by_use, by_use.begin() + static_cast<std::ptrdiff_t>(going));
    for (std::size_t i = 0; i < going; ++i) slots_.erase(by_use[i].second);
}

void HomeTimelines::apply(const app::EventReader::Events& events)
{
    for (const auto& event : events) {
        if (event.kind == "reset") {
            clear();
        } else if (event.kind == "home" && event.account) {
            changed(*event.account);
        } else if (event.status && event.account) {
            if (event.kind == "status") log(What::post, to_int(*event.status), *event.account);
            if (event.kind == "status.update") log(What::edit, to_int(*event.status), *event.account);
            if (event.kind == "status.delete") log(What::removal, to_int(*event.status), *event.account);
        }
    }
}

void HomeTimelines::posted(StatusId id, AccountId author)
{
    log(What::post, to_int(id), author);
}

void HomeTimelines::changed(AccountId account)
{
    log(What::graph, to_int(account), account);
}

void HomeTimelines::clear()
{
    const std::lock_guard lock{mutex_};
    slots_.clear();
    log_begin_ += log_.size() + 1; // rings that are being built now are behind the log, too
    log_.clear();
}

std::size_t HomeTimelines::rings() const
{
    const std::lock_guard lock{mutex_};
    return slots_.size();
}

void HomeTimelines::log(What what, std::int64_t id, AccountId account)
{
    const std::lock_guard lock{mutex_};
    log_.push_back({what, id, account});
    if (log_.size() <= limits_.log) return;
    log_.pop_front();
    ++log_begin_;
}

} // namespace rounds::api
