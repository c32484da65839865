#include "storage/columns.hpp"
#include "storage/sign_ups.hpp"

namespace rounds::storage::invitations {
namespace {

constexpr SqlText columns{"id, note, max_uses, uses, expires_at, revoked_at, created_at"};

Invitation read(const Row& row)
{
    ColumnReader in(row);
    Invitation one;
    one.id = in.next<InvitationId>();
    one.note = in.next<std::string>();
    one.max_uses = in.next<std::optional<int>>();
    one.uses = in.next<int>();
    one.expires_at = in.next<std::optional<Time>>();
    one.revoked_at = in.next<std::optional<Time>>();
    one.created_at = in.next<Time>();
    return one;
}

constexpr auto add_text =
    "INSERT INTO invitations (code_hash, note, max_uses, expires_at) VALUES ($1, $2, $3, $4) RETURNING " + columns;
const Statement add_sql{"invitation.add", add_text.c_str()};

constexpr SqlText good{" code_hash = $1 AND revoked_at IS NULL AND (max_uses IS NULL OR uses < max_uses)"
                       " AND (expires_at IS NULL OR expires_at > $2)"};
// Of two people with the last use, the second one waits for the first one's row and finds it used up.
constexpr auto use_text = "UPDATE invitations SET uses = uses + 1 WHERE" + good + " RETURNING id";
const Statement use_sql{"invitation.use", use_text.c_str()};
constexpr auto valid_text = "SELECT id FROM invitations WHERE" + good;
const Statement valid_sql{"invitation.valid", valid_text.c_str()};

constexpr auto list_text = "SELECT " + columns + " FROM invitations ORDER BY id DESC LIMIT $1";
const Statement list_sql{"invitation.list", list_text.c_str()};

const Statement revoke_sql{
    "invitation.revoke", "UPDATE invitations SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id"
};

} // namespace

Invitation add(Transaction& tx, std::string_view code_hash, const Invitation& invitation)
{
    const auto rows =
        tx.exec(add_sql, Bytes{std::string(code_hash)}, invitation.note, invitation.max_uses, invitation.expires_at);
    return read(rows.front());
}

result<InvitationId> use(Transaction& tx, std::string_view code_hash, Time now)
{
    const auto rows = tx.exec(use_sql, Bytes{std::string(code_hash)}, now);
    if (rows.empty()) return errc::not_found;
    return rows.front().get<InvitationId>("id");
}

bool valid(Transaction& tx, std::string_view code_hash, Time now)
{
    return !tx.exec(valid_sql, Bytes{std::string(code_hash)}, now).empty();
}

std::vector<Invitation> list(Transaction& tx, int limit)
{
    std::vector<Invitation> all;
    for (const auto row : tx.exec(list_sql, limit)) all.push_back(read(row));
    return all;
}

result<void> revoke(Transaction& tx, InvitationId id, Time now)
{
    if (tx.exec(revoke_sql, id, now).empty()) return errc::not_found;
    return {};
}

} // namespace rounds::storage::invitations
