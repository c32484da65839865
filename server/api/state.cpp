#include "server/api/state.hpp"

namespace rounds::api {

State::State(storage::Database& db, const social::Urls& urls, const Clock& clock, Told told)
    : statuses(clock, status_bytes),
      homes(clock),
      db_(db),
      urls_(urls),
      clock_(clock),
      told_(std::move(told)),
      started_at_(clock.now())
{
    refresh_site();
}

void State::apply(const app::EventReader::Events& events)
{
    for (const auto& event : events) {
        if (event.kind == "reset") {
            statuses.clear();
            filters.clear();
            looks.clear();
        } else if (event.kind == "filters" && event.account) {
            filters.drop(*event.account);
        } else if (event.kind == "account.update" && event.account) {
            statuses.drop_author(*event.account);
        } else if (event.status && event.kind.starts_with("status.")) {
            statuses.drop(*event.status);
        }
    }
    for (const auto& event : events) {
        const bool boost = event.kind == "status" || event.kind == "status.delete";
        if (event.account && (event.kind == "marks" || event.kind == "home" || boost)) looks.drop(*event.account);
    }
    homes.apply(events);
    if (clock_.now() - site_read_ > std::chrono::minutes{1}) refresh_site();
}

std::shared_ptr<const entities::Site> State::site() const
{
    const std::lock_guard lock{mutex_};
    return site_;
}

std::optional<State::Figures> State::figures() const
{
    const std::lock_guard lock{mutex_};
    if (clock_.now() - figures_read_ > std::chrono::minutes{5}) return std::nullopt;
    return figures_;
}

void State::keep_figures(Figures figures)
{
    const std::lock_guard lock{mutex_};
    figures_ = std::move(figures);
    figures_read_ = clock_.now();
}

void State::refresh_site()
{
    auto emojis = db_.transact_blocking([](storage::Transaction& tx) { return storage::emojis::list(tx); });
    auto site = std::make_shared<const entities::Site>(
        entities::Site{.urls = urls_, .collection_limit = told_.collection_limit, .emojis = std::move(emojis)}
    );
    const std::lock_guard lock{mutex_};
    site_ = std::move(site);
    site_read_ = clock_.now();
}

} // namespace rounds::api
