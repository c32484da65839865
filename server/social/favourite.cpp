#include "server/social/thread.hpp"

namespace rounds::social {

namespace {

using storage::Statement;

const Statement add_sql{"favourites.add", R"(
    INSERT INTO favourites (id, account_id, status_id, uri) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING
    RETURNING id)"};
const Statement remove_sql{
    "favourites.remove", "DELETE FROM favourites WHERE account_id = $1 AND status_id = $2 RETURNING coalesce(uri, '')"
};

void count_favourite(Transaction& tx, StatusId id, int change)
{
    storage::statuses::StatsChange stats;
    stats.favourites = change;
    storage::statuses::change_stats(tx, id, stats);
}

} // namespace

result<void> favourite(
    Transaction& tx, const Urls& urls, const Account& by, StatusId id, const std::optional<std::string>& arrived_uri
)
{
    const auto status = find_original(tx, id, by.id);
    if (!status) return status.error();
    const auto own_id = FavouriteId{to_int(storage::statuses::next_id(tx))}; // all ids come from one sequence
    const auto uri = arrived_uri ? *arrived_uri : urls.activity(by, "like", to_string(own_id));
    if (tx.exec(add_sql, own_id, by.id, status->id, uri).empty()) return errc::already_exists;
    notify(tx, status->account, by.id, "favourite", status->id);
    // Only the author's server learns of it.
    if (by.local() && !status->local)
        say(tx, {.what = Say::favourited, .account = by.id, .target = {}, .status = status->id, .text = uri});
    count_favourite(tx, status->id, 1);
    return {};
}

result<void> undo_favourite(Transaction& tx, const Account& by, StatusId id)
{
    const auto status = find_original(tx, id, by.id);
    if (!status) return status.error();
    const auto rows = tx.exec(remove_sql, by.id, status->id);
    if (rows.empty()) return {};
    unnotify(tx, status->account, by.id, "favourite", status->id);
    const auto uri = rows.front().at(0).as<std::string>();
    if (by.local() && !status->local)
        say(tx, {.what = Say::favourite_undone, .account = by.id, .target = {}, .status = status->id, .text = uri});
    count_favourite(tx, status->id, -1);
    return {};
}

} // namespace rounds::social
