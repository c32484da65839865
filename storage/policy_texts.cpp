#include "storage/policy_texts.hpp"

#include "storage/columns.hpp"

namespace rounds::storage::policy_texts {
namespace {

// A text that is changed twice in a day was in force only in its last wording.
const Statement keep_sql{"policy_texts.keep", R"(
    INSERT INTO policy_texts (kind, effective_date, content)
    SELECT $1, $3::date, $2
    WHERE $2 IS DISTINCT FROM (
        SELECT content FROM policy_texts WHERE kind = $1 ORDER BY effective_date DESC LIMIT 1)
    ON CONFLICT (kind, effective_date) DO UPDATE SET content = $2, updated_at = now())"};

const std::string columns = R"(
    SELECT t.effective_date::text, t.content, t.updated_at,
        (SELECT min(n.effective_date)::text FROM policy_texts n
            WHERE n.kind = t.kind AND n.effective_date > t.effective_date)
    FROM policy_texts t WHERE t.kind = $1)";

const std::string current_text = columns + " ORDER BY t.effective_date DESC LIMIT 1";
const Statement current_sql{"policy_texts.current", current_text.c_str()};
const std::string find_text = columns + " AND t.effective_date::text = $2";
const Statement find_sql{"policy_texts.find", find_text.c_str()};

result<Text> read_text(const Rows& rows)
{
    if (rows.empty()) return errc::not_found;
    ColumnReader in(rows.front());
    Text text;
    text.effective_date = in.next<std::string>();
    text.content = in.next<std::string>();
    text.updated_at = in.next<Time>();
    text.succeeded_by = in.next<std::optional<std::string>>();
    return text;
}

} // namespace

void keep(Transaction& tx, std::string_view kind, std::string_view content, std::string_view today)
{
    tx.exec(keep_sql, kind, content, today);
}

result<Text> current(Transaction& tx, std::string_view kind)
{
    return read_text(tx.exec(current_sql, kind));
}

result<Text> find(Transaction& tx, std::string_view kind, std::string_view date)
{
    return read_text(tx.exec(find_sql, kind, date));
}

} // namespace rounds::storage::policy_texts
