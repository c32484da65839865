#include "storage/cards.hpp"

#include "storage/statuses.hpp"

namespace rounds::storage::cards {
namespace {

const Statement add_sql{"cards.add", "INSERT INTO preview_cards (url) VALUES ($1) ON CONFLICT DO NOTHING"};
const Statement find_sql{
    "cards.find", "SELECT id, title <> '' AS titled, fetched_at FROM preview_cards WHERE url = $1"
};
const Statement save_sql{"cards.save", R"(
    UPDATE preview_cards SET title = $2, description = $3, language = $4, author_name = $5, provider_name = $6,
        published_at = $7, fetched_at = $8
    WHERE id = $1)"};
const Statement attach_sql{"cards.attach", R"(
    INSERT INTO status_cards (status_id, card_id) VALUES ($1, $2)
    ON CONFLICT (status_id) DO UPDATE SET card_id = excluded.card_id)"};
const Statement detach_sql{"cards.detach", "DELETE FROM status_cards WHERE status_id = $1"};

const Statement sweep_sql{"card.sweep", R"(
    DELETE FROM preview_cards WHERE id IN (
        SELECT c.id FROM preview_cards c
        WHERE coalesce(c.fetched_at, c.created_at) < $1
            AND NOT EXISTS (SELECT FROM status_cards s WHERE s.card_id = c.id)
        ORDER BY c.id LIMIT $2))"};

} // namespace

Known find_or_add(Transaction& tx, const std::string& url)
{
    auto rows = tx.exec(find_sql, url);
    if (rows.empty()) {
        tx.exec(add_sql, url);
        rows = tx.exec(find_sql, url);
    }
    return {
        .id = rows.front().get<CardId>("id"),
        .titled = rows.front().get<bool>("titled"),
        .fetched_at = rows.front().get<std::optional<Time>>("fetched_at")
    };
}

void save(Transaction& tx, CardId id, const Card& card, Time now)
{
    tx.exec(
        save_sql,
        id,
        card.title,
        card.description,
        card.language,
        card.author_name,
        card.provider_name,
        card.published_at,
        now
    );
}

void attach(Transaction& tx, StatusId status, CardId id)
{
    tx.exec(attach_sql, status, id);
    statuses::add_event(tx, "status.stats", status, std::nullopt);
}

void detach(Transaction& tx, StatusId status)
{
    if (tx.exec(detach_sql, status).affected() > 0) statuses::add_event(tx, "status.stats", status, std::nullopt);
}

std::size_t sweep_unused(Transaction& tx, Time before, int limit)
{
    return tx.exec(sweep_sql, before, limit).affected();
}

} // namespace rounds::storage::cards
