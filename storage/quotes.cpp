#include "storage/quotes.hpp"

#include "storage/paged.hpp"
#include "storage/visibility_sql.hpp"

namespace rounds::storage::quotes {

namespace {

constexpr SqlText quoting_head{"SELECT s.id, s.account_id, s.local, s.visibility, s.uri, qs.account_id, "};
constexpr SqlText quoting_from{
    " FROM quotes q JOIN statuses s ON s.id = q.status_id LEFT JOIN statuses qs ON qs.id = q.quoted_status_id"
    " WHERE s.deleted_at IS NULL AND "
};
constexpr auto quoting_text = quoting_head + columns + quoting_from;

constexpr auto find_text = quoting_text + "q.status_id = $1 FOR UPDATE OF q";
const Statement find_sql{"quotes.find", find_text.c_str()};

constexpr auto find_by_uri_text = quoting_text + "s.uri = $1 FOR UPDATE OF q";
const Statement find_by_uri_sql{"quotes.find_by_uri", find_by_uri_text.c_str()};

constexpr auto find_by_request_text = quoting_text + "q.request_uri = $1 ORDER BY q.status_id LIMIT 1 FOR UPDATE OF q";
const Statement find_by_request_sql{"quotes.find_by_request", find_by_request_text.c_str()};

constexpr auto find_by_stamp_text = quoting_text + "q.stamp_uri = $1 ORDER BY q.status_id LIMIT 1000 FOR UPDATE OF q";
const Statement find_by_stamp_sql{"quotes.find_by_stamp", find_by_stamp_text.c_str()};

const Statement add_sql{"quotes.add", R"(
    INSERT INTO quotes (status_id, quoted_uri, quoted_status_id, state, stamp_uri) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (status_id) DO NOTHING)"};

const Statement remove_sql{"quotes.remove", "DELETE FROM quotes WHERE status_id = $1"};

const Statement set_state_sql{"quotes.set_state", "UPDATE quotes SET state = $2, stamp_uri = $3 WHERE status_id = $1"};

const Statement set_request_sql{"quotes.set_request", "UPDATE quotes SET request_uri = $2 WHERE status_id = $1"};

const Statement link_sql{"quotes.link", "UPDATE quotes SET quoted_status_id = $2 WHERE status_id = $1"};

constexpr auto quoting_of_text =
    "SELECT q.status_id FROM quotes q JOIN statuses s ON s.id = q.status_id"
    " WHERE q.quoted_status_id = $4 AND q.state = 'accepted' AND q.status_id < $1 AND q.status_id > $2 AND " +
    visible_sql("s", "$5::bigint") + " ORDER BY q.status_id DESC LIMIT $3";
const PagedStatement quoting_of_sql{"quotes.quoting", quoting_of_text.c_str()};

const Statement local_quoters_sql{"quotes.local_quoters", R"(
    SELECT s.account_id, s.id FROM quotes q JOIN statuses s ON s.id = q.status_id
    WHERE q.quoted_status_id = $1 AND q.state = 'accepted' AND s.local AND s.deleted_at IS NULL
    ORDER BY q.status_id DESC LIMIT $2)"};

Quoting read_quoting(const Row& row)
{
    ColumnReader in(row);
    Quoting found;
    found.status = in.next<StatusId>();
    found.account = in.next<AccountId>();
    found.local = in.next<bool>();
    found.visibility = static_cast<Visibility>(in.next<int>());
    found.uri = in.next<std::string>();
    found.quoted_account = in.next<std::optional<AccountId>>();
    found.quote = read(in);
    return found;
}

result<Quoting> first(const Rows& rows)
{
    if (rows.empty()) return errc::not_found;
    return read_quoting(rows.front());
}

} // namespace

Quote read(ColumnReader& in)
{
    return Quote{
        .uri = in.next<std::string>(),
        .quoted = in.next<std::optional<StatusId>>(),
        .state = in.next<std::string>(),
        .stamp = in.next<std::optional<std::string>>(),
        .page = in.next<std::string>(),
    };
}

void add(Transaction& tx, StatusId status, const Quote& quote)
{
    tx.later(add_sql, status, quote.uri, quote.quoted, quote.state, quote.stamp);
}

void remove(Transaction& tx, StatusId status)
{
    tx.later(remove_sql, status);
}

result<Quoting> find(Transaction& tx, StatusId status)
{
    return first(tx.exec(find_sql, status));
}

result<Quoting> find_by_uri(Transaction& tx, std::string_view status_uri)
{
    return first(tx.exec(find_by_uri_sql, status_uri));
}

result<Quoting> find_by_request(Transaction& tx, std::string_view request_uri)
{
    return first(tx.exec(find_by_request_sql, request_uri));
}

std::vector<Quoting> find_by_stamp(Transaction& tx, std::string_view stamp_uri)
{
    std::vector<Quoting> found;
    for (const auto row : tx.exec(find_by_stamp_sql, stamp_uri)) found.push_back(read_quoting(row));
    return found;
}

void set_state(Transaction& tx, StatusId status, std::string_view state, const std::optional<std::string>& stamp)
{
    tx.later(set_state_sql, status, state, stamp);
}

void set_request(Transaction& tx, StatusId status, std::string_view request_uri)
{
    tx.later(set_request_sql, status, request_uri);
}

void link(Transaction& tx, StatusId status, StatusId quoted)
{
    tx.later(link_sql, status, quoted);
}

std::vector<StatusId>
quoting(Transaction& tx, StatusId quoted, std::optional<AccountId> viewer, const accounts::Page& page)
{
    return quoting_of_sql.ids<StatusId>(tx, page, quoted, viewer);
}

std::vector<Quoter> local_quoters(Transaction& tx, StatusId quoted, int limit)
{
    std::vector<Quoter> found;
    for (const auto row : tx.exec(local_quoters_sql, quoted, limit))
        found.push_back({.account = row.at(0).as<AccountId>(), .status = row.at(1).as<StatusId>()});
    return found;
}

} // namespace rounds::storage::quotes
