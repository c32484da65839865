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

std::vector<StatusId> HomeTimelines::select(const Ring& ring, const storage::accounts::Page& page, bool& all)
{
    const auto& entries = ring.entries;
    const auto below = page.max_id.value_or(std::numeric_limits<std::int64_t>::max());
    const auto floor = ring.exhausted ? 0 : to_int(ring.floor);
    std::vector<StatusId> ids;
    if (page.min_id) {
        all = *page.min_id >= floor;
        if (!all) return ids;
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
    all = std::cmp_equal(ids.size(), page.limit) || above >= floor || ring.exhausted;
    return ids;
}

std::optional<std::vector<StatusId>> HomeTimelines::known(AccountId account, const storage::accounts::Page& page)
{
    const auto found = find(account);
    if (!found.ring || !found.news.none()) return std::nullopt;
    bool all = false;
    auto ids = select(*found.ring, page, all);
    if (!all) return std::nullopt;
    return ids;
}

std::vector<StatusId>
HomeTimelines::page(storage::Transaction& tx, AccountId account, const storage::accounts::Page& page)
{
    auto ring = current(tx, account);
    bool all = false;
    auto ids = select(*ring, page, all);
    if (!all && !page.min_id && ring->entries.size() < limits_.entries) {
        ring = grown(tx, account, *ring);
        keep(account, ring);
        ids = select(*ring, page, all);
    }
    if (all) return ids;
    auto rest = page;
    if (!page.min_id) {
        rest.max_id = std::min(page.max_id.value_or(std::numeric_limits<std::int64_t>::max()), to_int(ring->floor));
        rest.limit = page.limit - static_cast<int>(ids.size());
    }
    for (const auto& entry : storage::home::page(tx, account, rest)) ids.push_back(entry.id);
    return ids;
}

HomeTimelines::Found HomeTimelines::find(AccountId account)
{
    const std::lock_guard lock{mutex_};
    const auto slot = slots_.find(account);
    if (slot == slots_.end()) return {};
    slot->second.used = ++uses_;
    Found found{.ring = slot->second.ring, .news = news(*slot->second.ring, slot->second.seen, account)};
    if (found.news.none()) slot->second.seen = found.news.seen;
    return found;
}

std::shared_ptr<const HomeTimelines::Ring> HomeTimelines::current(storage::Transaction& tx, AccountId account)
{
    auto [ring, fresh] = find(account);
    if (!ring || fresh.rebuild) {
        ring = build(tx, account);
    } else if (fresh.none()) {
        return ring;
    } else {
        std::vector<Entry> accepted;
        if (!fresh.candidates.empty()) accepted = storage::home::accept(tx, account, fresh.candidates);
        ring = std::make_shared<const Ring>(advance(*ring, fresh, std::move(accepted)));
    }
    keep(account, ring);
    return ring;
}

/// What stands below the floor, as far as a ring goes.
std::shared_ptr<const HomeTimelines::Ring>
HomeTimelines::grown(storage::Transaction& tx, AccountId account, const Ring& ring) const
{
    auto larger = std::make_shared<Ring>(ring);
    const auto wanted = static_cast<int>(limits_.entries - ring.entries.size());
    const auto chunk =
        storage::home::chunk(tx, account, ring.floor, limits_.per_author, wanted, ring.sources->authors.size());
    larger->entries.insert(larger->entries.end(), chunk.entries.begin(), chunk.entries.end());
    larger->floor = chunk.floor;
    larger->exhausted = chunk.exhausted;
    return larger;
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
    const auto most = static_cast<int>(std::min(limits_.entries, limits_.first_entries));
    auto [sources, chunk] = storage::home::first(tx, account, limits_.per_author, most);
    ring->sources = std::make_shared<const storage::home::Sources>(std::move(sources));
    ring->entries = std::move(chunk.entries);
    ring->floor = chunk.floor;
    ring->exhausted = chunk.exhausted;
    return ring;
}

/// Under the lock.
HomeTimelines::News HomeTimelines::news(const Ring& ring, std::uint64_t seen, AccountId account) const
{
    News found;
    found.seen = log_begin_ + log_.size();
    const auto now = clock_.now();
    const auto& sources = *ring.sources;
    found.rebuild = seen < log_begin_ || now - ring.built_at > limits_.max_age ||
                    (sources.changes_at && *sources.changes_at <= now);
    if (found.rebuild) return found;
    for (auto i = seen - log_begin_; i < log_.size(); ++i) {
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
    if (!slot.ring || slot.ring->seen <= ring->seen) {
        slot.seen = ring->seen;
        slot.ring = std::move(ring);
    }
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
