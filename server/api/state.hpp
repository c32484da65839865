#pragma once

#include "server/api/filter_cache.hpp"
#include "server/api/home_timelines.hpp"
#include "server/api/looks.hpp"
#include "server/api/status_cache.hpp"
#include "server/app/event_reader.hpp"
#include "server/entities/site.hpp"
#include "storage/accounts.hpp"
#include "storage/pg/database.hpp"

#include <memory>
#include <optional>
#include <string>

namespace rounds::api {

/// What the client API keeps in memory. All of it can be made again from the tables; events keep it true.
struct State
{
    static constexpr std::size_t status_bytes = std::size_t{64} << 20;

    /// What of the configuration entities tell.
    struct Told
    {
        std::string vapid_public_key; ///< server/app/vapid.hpp
        std::size_t collection_limit; ///< limits.collections
    };
    State(storage::Database& db, const social::Urls& urls, const Clock& clock, Told told);

    /// Give it to EventReader::subscribe.
    void apply(const app::EventReader::Events& events);

    /// This instance as entities need it: a consistent picture to hold for one answer.
    [[nodiscard]] std::shared_ptr<const entities::Site> site() const;
    /// Reads the custom emojis again (blocking). Done at the start and every minute by apply().
    void refresh_site();

    /// What instance documents count.
    struct Figures
    {
        storage::accounts::InstanceFigures counts{};
        std::optional<storage::AccountView> contact{};
    };
    /// Nothing when they are older than five minutes.
    [[nodiscard]] std::optional<Figures> figures() const;
    void keep_figures(Figures figures);

    [[nodiscard]] const std::string& vapid_public_key() const noexcept { return told_.vapid_public_key; }
    [[nodiscard]] Time started_at() const noexcept { return started_at_; }

    StatusCache statuses;
    HomeTimelines homes;
    FilterCache filters;
    Looks looks;

    /// A person's own request may have changed something: without waiting for the event of it.
    void changed(AccountId person) { looks.drop(person); }

private:
    storage::Database& db_;
    const social::Urls& urls_;
    const Clock& clock_;
    Told told_;
    Time started_at_;
    mutable std::mutex mutex_;
    std::optional<Figures> figures_;
    Time figures_read_{};
    std::shared_ptr<const entities::Site> site_;
    Time site_read_{};
};

} // namespace rounds::api
