#include "storage/polls.hpp"

#include "storage/statuses.hpp"

namespace rounds::storage::polls {
namespace {

const Statement add_sql{"polls.add", R"(
    INSERT INTO polls (status_id, options, votes, voters_count, multiple, hide_totals, expires_at, fetched_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    RETURNING id)"};

constexpr auto find_text = "SELECT " + columns + " FROM polls p WHERE p.id = $1";
const Statement find_sql{"polls.find", find_text.c_str()};
constexpr auto by_status_text = "SELECT " + columns + " FROM polls p WHERE p.status_id = $1";
const Statement by_status_sql{"polls.find_by_status", by_status_text.c_str()};
constexpr auto lock_text = "SELECT " + columns + " FROM polls p WHERE p.id = $1 FOR UPDATE";
const Statement lock_sql{"polls.lock", lock_text.c_str()};

const Statement change_sql{"polls.change", R"(
    UPDATE polls SET options = $2, votes = $3, voters_count = $4, multiple = $5, hide_totals = $6, expires_at = $7,
        ended_told_at = NULL
    WHERE id = $1)"};
const Statement void_votes_sql{"polls.void_votes", "DELETE FROM poll_votes WHERE poll_id = $1"};
const Statement remove_sql{"polls.remove", "DELETE FROM polls WHERE id = $1"};

const Statement set_counts_sql{"polls.set_counts", R"(
    UPDATE polls SET votes = $2, voters_count = $3, expires_at = $4, fetched_at = $5 WHERE id = $1)"};
const Statement begin_refresh_sql{"polls.begin_refresh", R"(
    UPDATE polls SET asked_at = $3
    WHERE id = $1 AND (asked_at IS NULL OR asked_at < $2) AND (fetched_at IS NULL OR fetched_at < $2))"};

const Statement choices_sql{"polls.choices", R"(
    SELECT choice FROM poll_votes WHERE poll_id = $1 AND account_id = $2 ORDER BY choice)"};
const Statement add_votes_sql{"polls.add_votes", R"(
    INSERT INTO poll_votes (poll_id, account_id, choice, uri)
    SELECT $1, $2, choice, $4 FROM unnest($3::bigint[]) WITH ORDINALITY AS w (choice, position) ORDER BY position
    ON CONFLICT DO NOTHING
    RETURNING id, choice)"};
const Statement count_votes_sql{"polls.count_votes", R"(
    UPDATE polls SET voters_count = voters_count + $3::integer, votes = (
        SELECT array_agg(counted + (position - 1 = ANY ($2::bigint[]))::integer ORDER BY position)
        FROM unnest(votes) WITH ORDINALITY AS v (counted, position))
    WHERE id = $1)"};
const Statement votes_sql{"polls.votes", R"(
    SELECT v.id, p.status_id, p.options[v.choice + 1] FROM poll_votes v JOIN polls p ON p.id = v.poll_id
    WHERE v.id = ANY ($1) AND v.choice < cardinality(p.options) ORDER BY v.id)"};

const Statement ask_update_sql{"polls.ask_update", R"(
    UPDATE polls SET update_due_at = $2 WHERE id = $1 AND update_due_at IS NULL)"};
const Statement began_update_sql{"polls.began_update", "UPDATE polls SET update_due_at = NULL WHERE id = $1"};
const Statement begin_end_sql{"polls.begin_end", R"(
    UPDATE polls SET ended_told_at = $2 WHERE id = $1 AND expires_at <= $2 AND ended_told_at IS NULL)"};
const Statement local_voters_sql{"polls.local_voters", R"(
    SELECT DISTINCT v.account_id FROM poll_votes v JOIN users u ON u.account_id = v.account_id
    WHERE v.poll_id = $1 ORDER BY 1)"};
const Statement remote_voters_sql{"polls.remote_voters", R"(
    SELECT DISTINCT v.account_id FROM poll_votes v JOIN accounts a ON a.id = v.account_id
    WHERE v.poll_id = $1 AND a.domain IS NOT NULL ORDER BY 1)"};

result<Poll> first_poll(Transaction& tx, const Rows& rows)
{
    if (rows.empty()) return errc::not_found;
    ColumnReader in(rows.front());
    return read(in, tx);
}

std::vector<std::string>
kept_options(Transaction& tx, const Poll& poll, StatusId status, const std::optional<sealed::Owner>& owner)
{
    if (!owner) return poll.options;
    const sealed::Sealer seal(tx, *owner);
    std::vector<std::string> kept;
    for (const auto& option : poll.options) kept.push_back(seal(option, sealed::status_context(status, option_column)));
    return kept;
}

std::vector<AccountId> accounts_in(const Rows& rows)
{
    std::vector<AccountId> ids;
    for (const auto row : rows) ids.push_back(row.at(0).as<AccountId>());
    return ids;
}

} // namespace

Poll read(ColumnReader& in, Transaction& tx)
{
    Poll poll{
        .id = in.next<PollId>(),
        .status = in.next<StatusId>(),
        .options = in.next<std::vector<std::string>>(),
        .votes = in.next<std::vector<std::int64_t>>(),
        .voters = in.next<std::optional<std::int64_t>>(),
        .multiple = in.next<bool>(),
        .hide_totals = in.next<bool>(),
        .expires_at = in.next<std::optional<Time>>(),
        .fetched_at = in.next<std::optional<Time>>(),
    };
    for (auto& option : poll.options)
        option = sealed::open(tx, std::move(option), sealed::status_context(poll.status, option_column));
    return poll;
}

PollId add(Transaction& tx, const Poll& poll, const std::optional<sealed::Owner>& owner)
{
    const auto rows = tx.exec(
        add_sql,
        poll.status,
        kept_options(tx, poll, poll.status, owner),
        poll.votes,
        poll.voters,
        poll.multiple,
        poll.hide_totals,
        poll.expires_at,
        poll.fetched_at
    );
    return rows.front().at(0).as<PollId>();
}

result<Poll> find(Transaction& tx, PollId id)
{
    return first_poll(tx, tx.exec(find_sql, id));
}

result<Poll> find_by_status(Transaction& tx, StatusId status)
{
    return first_poll(tx, tx.exec(by_status_sql, status));
}

result<Poll> lock(Transaction& tx, PollId id)
{
    return first_poll(tx, tx.exec(lock_sql, id));
}

void change(Transaction& tx, const Poll& before, const Poll& after, const std::optional<sealed::Owner>& owner)
{
    const bool same = before.same_choices(after);
    tx.exec(
        change_sql,
        before.id,
        kept_options(tx, after, before.status, owner),
        same ? before.votes : after.votes,
        same ? before.voters : after.voters,
        after.multiple,
        after.hide_totals,
        after.expires_at
    );
    if (!same) tx.exec(void_votes_sql, before.id);
}

void remove(Transaction& tx, PollId id)
{
    tx.exec(remove_sql, id);
}

void set_counts(Transaction& tx, const Poll& poll, const Poll& told, Time now)
{
    tx.exec(set_counts_sql, poll.id, told.votes, told.voters, told.expires_at, now);
    if (poll.votes == told.votes && poll.voters == told.voters && poll.expires_at == told.expires_at) return;
    statuses::add_event(tx, "status.stats", poll.status, std::nullopt);
}

bool begin_refresh(Transaction& tx, PollId id, Time before, Time now)
{
    return tx.exec(begin_refresh_sql, id, before, now).affected() > 0;
}

std::vector<std::int64_t> choices_of(Transaction& tx, PollId id, AccountId account)
{
    std::vector<std::int64_t> choices;
    for (const auto row : tx.exec(choices_sql, id, account)) choices.push_back(row.at(0).as<std::int64_t>());
    return choices;
}

std::vector<PollVoteId> add_votes(
    Transaction& tx,
    const Poll& poll,
    AccountId account,
    const std::vector<std::int64_t>& choices,
    const std::optional<std::string>& uri
)
{
    const bool first = choices_of(tx, poll.id, account).empty();
    std::vector<PollVoteId> added;
    std::vector<std::int64_t> counted;
    for (const auto row : tx.exec(add_votes_sql, poll.id, account, choices, uri)) {
        added.push_back(row.at(0).as<PollVoteId>());
        counted.push_back(row.at(1).as<std::int64_t>());
    }
    if (added.empty()) return added;
    tx.exec(count_votes_sql, poll.id, counted, first ? 1 : 0);
    statuses::add_event(tx, "status.stats", poll.status, std::nullopt);
    return added;
}

std::vector<Vote> votes(Transaction& tx, const std::vector<PollVoteId>& ids)
{
    std::vector<Vote> found;
    for (const auto row : tx.exec(votes_sql, ids))
        found.push_back(
            {.id = row.at(0).as<PollVoteId>(),
             .option = sealed::open(
                 tx, row.at(2).as<std::string>(), sealed::status_context(row.at(1).as<StatusId>(), option_column)
             )}
        );
    return found;
}

bool ask_update(Transaction& tx, PollId id, Time due)
{
    return tx.exec(ask_update_sql, id, due).affected() > 0;
}

void began_update(Transaction& tx, PollId id)
{
    tx.exec(began_update_sql, id);
}

bool begin_end(Transaction& tx, PollId id, Time now)
{
    return tx.exec(begin_end_sql, id, now).affected() > 0;
}

std::vector<AccountId> local_voters(Transaction& tx, PollId id)
{
    return accounts_in(tx.exec(local_voters_sql, id));
}

std::vector<AccountId> remote_voters(Transaction& tx, PollId id)
{
    return accounts_in(tx.exec(remote_voters_sql, id));
}

} // namespace rounds::storage::polls
