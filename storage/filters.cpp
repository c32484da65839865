#include "storage/filters.hpp"

#include <map>

namespace rounds::storage::filters {
namespace {

const Statement list_sql{"filters.list", R"(
    SELECT id, title, contexts, action, expires_at FROM filters
    WHERE account_id = $1 AND ($2::bigint IS NULL OR id = $2) ORDER BY id)"};
const Statement keywords_sql{"filters.keywords", R"(
    SELECT id, filter_id, keyword, whole_word FROM filter_keywords WHERE filter_id = ANY ($1) ORDER BY id)"};
const Statement statuses_sql{"filters.statuses", R"(
    SELECT id, filter_id, status_id FROM filter_statuses WHERE filter_id = ANY ($1) ORDER BY id)"};

const Statement create_sql{"filters.create", R"(
    INSERT INTO filters (account_id, title, contexts, action, expires_at)
    SELECT $1::bigint, $2, $3::text[], $4, $5::timestamptz
    WHERE (SELECT count(*) FROM filters WHERE account_id = $1) < $6
    RETURNING id)"};
const Statement update_sql{"filters.update", R"(
    UPDATE filters SET title = $3, contexts = $4, action = $5, expires_at = $6 WHERE account_id = $1 AND id = $2)"};
const Statement remove_sql{"filters.remove", "DELETE FROM filters WHERE account_id = $1 AND id = $2"};

const Statement add_keyword_sql{"filters.add_keyword", R"(
    INSERT INTO filter_keywords (filter_id, keyword, whole_word)
    SELECT $1::bigint, $2, $3::boolean WHERE (SELECT count(*) FROM filter_keywords WHERE filter_id = $1) < $4
    RETURNING id, filter_id, keyword, whole_word)"};
const Statement find_keyword_sql{"filters.find_keyword", R"(
    SELECT k.id, k.filter_id, k.keyword, k.whole_word FROM filter_keywords k JOIN filters f ON f.id = k.filter_id
    WHERE f.account_id = $1 AND k.id = $2)"};
const Statement update_keyword_sql{"filters.update_keyword", R"(
    UPDATE filter_keywords k SET keyword = $3, whole_word = $4 FROM filters f
    WHERE f.id = k.filter_id AND f.account_id = $1 AND k.id = $2
    RETURNING k.id, k.filter_id, k.keyword, k.whole_word)"};
const Statement remove_keyword_sql{"filters.remove_keyword", R"(
    DELETE FROM filter_keywords k USING filters f WHERE f.id = k.filter_id AND f.account_id = $1 AND k.id = $2)"};

const Statement add_status_sql{"filters.add_status", R"(
    INSERT INTO filter_statuses (filter_id, status_id)
    SELECT $1::bigint, $2::bigint WHERE (SELECT count(*) FROM filter_statuses WHERE filter_id = $1) < $3
    ON CONFLICT DO NOTHING
    RETURNING id, filter_id, status_id)"};
const Statement find_status_sql{"filters.find_status", R"(
    SELECT s.id, s.filter_id, s.status_id FROM filter_statuses s JOIN filters f ON f.id = s.filter_id
    WHERE f.account_id = $1 AND s.id = $2)"};
const Statement remove_status_sql{"filters.remove_status", R"(
    DELETE FROM filter_statuses s USING filters f WHERE f.id = s.filter_id AND f.account_id = $1 AND s.id = $2)"};

Keyword keyword_of(const Row& row)
{
    return {
        .id = row.get<std::int64_t>("id"),
        .filter = row.get<FilterId>("filter_id"),
        .keyword = row.get<std::string>("keyword"),
        .whole_word = row.get<bool>("whole_word")
    };
}

FilteredStatus status_of(const Row& row)
{
    return {
        .id = row.get<std::int64_t>("id"),
        .filter = row.get<FilterId>("filter_id"),
        .status = row.get<StatusId>("status_id")
    };
}

std::vector<Filter> load(Transaction& tx, AccountId owner, std::optional<FilterId> only)
{
    std::vector<Filter> found;
    std::vector<FilterId> ids;
    std::map<FilterId, std::size_t> places;
    for (const auto row : tx.exec(list_sql, owner, only)) {
        Filter filter;
        filter.id = row.get<FilterId>("id");
        filter.title = row.get<std::string>("title");
        filter.contexts = row.get<std::vector<std::string>>("contexts");
        filter.action = row.get<std::string>("action");
        filter.expires_at = row.get<std::optional<Time>>("expires_at");
        places[filter.id] = found.size();
        ids.push_back(filter.id);
        found.push_back(std::move(filter));
    }
    if (found.empty()) return found;
    for (const auto row : tx.exec(keywords_sql, ids)) {
        auto keyword = keyword_of(row);
        found[places.at(keyword.filter)].keywords.push_back(std::move(keyword));
    }
    for (const auto row : tx.exec(statuses_sql, ids)) {
        const auto status = status_of(row);
        found[places.at(status.filter)].statuses.push_back(status);
    }
    return found;
}

} // namespace

std::vector<Filter> list(Transaction& tx, AccountId owner)
{
    return load(tx, owner, std::nullopt);
}

result<Filter> find(Transaction& tx, AccountId owner, FilterId id)
{
    auto found = load(tx, owner, id);
    if (found.empty()) return errc::not_found;
    return std::move(found.front());
}

result<FilterId> create(Transaction& tx, AccountId owner, const Filter& filter)
{
    const auto rows =
        tx.exec(create_sql, owner, filter.title, filter.contexts, filter.action, filter.expires_at, max_filters);
    if (rows.empty()) return errc::too_many;
    return rows.front().get<FilterId>("id");
}

result<void> update(Transaction& tx, AccountId owner, const Filter& filter)
{
    const auto rows =
        tx.exec(update_sql, owner, filter.id, filter.title, filter.contexts, filter.action, filter.expires_at);
    if (rows.affected() == 0) return errc::not_found;
    return {};
}

result<void> remove(Transaction& tx, AccountId owner, FilterId id)
{
    if (tx.exec(remove_sql, owner, id).affected() == 0) return errc::not_found;
    return {};
}

result<Keyword> add_keyword(Transaction& tx, FilterId filter, std::string_view keyword, bool whole_word)
{
    const auto rows = tx.exec(add_keyword_sql, filter, keyword, whole_word, max_keywords);
    if (rows.empty()) return errc::too_many;
    return keyword_of(rows.front());
}

result<Keyword> find_keyword(Transaction& tx, AccountId owner, std::int64_t id)
{
    const auto rows = tx.exec(find_keyword_sql, owner, id);
    if (rows.empty()) return errc::not_found;
    return keyword_of(rows.front());
}

result<Keyword> update_keyword(Transaction& tx, AccountId owner, const Keyword& keyword)
{
    const auto rows = tx.exec(update_keyword_sql, owner, keyword.id, keyword.keyword, keyword.whole_word);
    if (rows.empty()) return errc::not_found;
    return keyword_of(rows.front());
}

result<void> remove_keyword(Transaction& tx, AccountId owner, std::int64_t id)
{
    if (tx.exec(remove_keyword_sql, owner, id).affected() == 0) return errc::not_found;
    return {};
}

result<FilteredStatus> add_status(Transaction& tx, FilterId filter, StatusId status)
{
    const auto rows = tx.exec(add_status_sql, filter, status, max_keywords);
    if (rows.empty()) return errc::already_exists;
    return status_of(rows.front());
}

result<FilteredStatus> find_status(Transaction& tx, AccountId owner, std::int64_t id)
{
    const auto rows = tx.exec(find_status_sql, owner, id);
    if (rows.empty()) return errc::not_found;
    return status_of(rows.front());
}

result<void> remove_status(Transaction& tx, AccountId owner, std::int64_t id)
{
    if (tx.exec(remove_status_sql, owner, id).affected() == 0) return errc::not_found;
    return {};
}

} // namespace rounds::storage::filters
