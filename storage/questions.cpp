#include "storage/questions.hpp"

#include "storage/columns.hpp"

namespace rounds::storage::questions {
namespace {

constexpr SqlText columns{
    "q.id, q.group_id, q.status_id, s.account_id, s.uri, q.state, q.accepted_id, q.endorsed, q.solved_at,"
    " q.reopened_at, q.proposed_at, q.told_at, q.created_at"
};

Question read_question(const Row& row)
{
    ColumnReader in(row);
    Question question;
    question.id = in.next<QuestionId>();
    question.group = in.next<AccountId>();
    question.status = in.next<StatusId>();
    question.asker = in.next<AccountId>();
    question.uri = in.next<std::string>();
    question.state = in.next<std::string>();
    question.accepted = in.next<std::optional<StatusId>>();
    question.endorsed = in.next<bool>();
    question.solved_at = in.next<std::optional<Time>>();
    question.reopened_at = in.next<std::optional<Time>>();
    question.proposed_at = in.next<std::optional<Time>>();
    question.told_at = in.next<std::optional<Time>>();
    question.created_at = in.next<Time>();
    return question;
}

std::vector<Question> read_all(const Rows& rows)
{
    std::vector<Question> found;
    for (const auto row : rows) found.push_back(read_question(row));
    return found;
}

result<Question> first(const Rows& rows)
{
    if (rows.empty()) return errc::not_found;
    return read_question(rows.front());
}

// What its network took out (storage/network_acts) is addressed to it no more, and no question of it.
constexpr SqlText tables{" FROM questions q JOIN statuses s ON s.id = q.status_id AND s.deleted_at IS NULL"
                         " AND s.audience_account_id = q.group_id"};

const Statement add_sql{"questions.add", R"(
    INSERT INTO questions (group_id, status_id) VALUES ($1, $2) ON CONFLICT (status_id) DO NOTHING)"};

const Statement add_when_tagged_sql{"questions.add_when_tagged", R"(
    INSERT INTO questions (group_id, status_id)
    SELECT $1::bigint, $2::bigint
    WHERE EXISTS (SELECT 1 FROM status_tags x JOIN tags t ON t.id = x.tag_id
        WHERE x.status_id = $2 AND t.name = ANY ($3::text[]))
    ON CONFLICT (status_id) DO NOTHING)"};

constexpr auto find_text = "SELECT " + columns + tables + " WHERE q.id = $1";
const Statement find_sql{"questions.find", find_text.c_str()};

constexpr auto find_by_status_text = "SELECT " + columns + tables + " WHERE q.status_id = $1";
const Statement find_by_status_sql{"questions.find_by_status", find_by_status_text.c_str()};

constexpr auto lock_text = "SELECT " + columns + tables + " WHERE q.id = $1 FOR UPDATE OF q";
const Statement lock_sql{"questions.lock", lock_text.c_str()};

const Statement update_sql{"questions.update", R"(
    UPDATE questions SET state = $2, accepted_id = $3, endorsed = $4, solved_at = $5, reopened_at = $6,
        proposed_at = $7, told_at = $8
    WHERE id = $1)"};

constexpr auto list_text = "SELECT " + columns + tables + R"(
    WHERE q.group_id = ANY ($1::bigint[]) AND q.state = $2 AND (NOT $3 OR q.proposed_at IS NOT NULL)
    ORDER BY q.id DESC LIMIT $4)";
const Statement list_sql{"questions.list", list_text.c_str()};

constexpr auto of_chat_text = "SELECT " + columns + tables + R"(
    JOIN chat_posts p ON p.status_id = q.status_id WHERE p.chat_id = $1 ORDER BY q.id)";
const Statement of_chat_sql{"questions.of_chat", of_chat_text.c_str()};

const Statement is_answer_sql{"questions.is_answer", R"(
    SELECT 1 FROM statuses a JOIN statuses s ON s.id = $1
    WHERE a.id = $2 AND a.id <> s.id AND a.conversation_id = s.conversation_id AND a.in_reply_to_id IS NOT NULL
        AND a.reblog_of_id IS NULL AND a.visibility <= 1 AND a.deleted_at IS NULL)"};

const Statement answers_sql{"questions.answers", R"(
    SELECT a.id FROM statuses a
    WHERE a.in_reply_to_id = $1 AND a.visibility <= 1 AND a.deleted_at IS NULL AND a.reblog_of_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM question_notices n WHERE n.status_id = a.id)
    ORDER BY a.id LIMIT $2)"};

const Statement endorse_sql{"questions.endorse", R"(
    INSERT INTO question_endorsements (question_id, status_id, account_id, credential_id) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING)"};

const Statement endorsements_sql{"questions.endorsements", R"(
    SELECT status_id, account_id FROM question_endorsements WHERE question_id = $1
    ORDER BY created_at, account_id)"};

const Statement add_notice_sql{"questions.add_notice", R"(
    INSERT INTO question_notices (status_id, question_id, state, accepted_uri, endorsed)
    VALUES ($1, $2, $3, $4, $5))"};

const Statement find_notice_sql{"questions.find_notice", R"(
    SELECT status_id, question_id, state, accepted_uri, endorsed FROM question_notices WHERE status_id = $1)"};

} // namespace

void add(Transaction& tx, AccountId group, StatusId status)
{
    tx.exec(add_sql, group, status);
}

void add_when_tagged(Transaction& tx, AccountId group, StatusId status, const std::vector<std::string>& tags)
{
    tx.exec(add_when_tagged_sql, group, status, tags);
}

result<Question> find(Transaction& tx, QuestionId id)
{
    return first(tx.exec(find_sql, id));
}

result<Question> find_by_status(Transaction& tx, StatusId status)
{
    return first(tx.exec(find_by_status_sql, status));
}

result<Question> lock(Transaction& tx, QuestionId id)
{
    return first(tx.exec(lock_sql, id));
}

void update(Transaction& tx, const Question& question)
{
    tx.exec(
        update_sql,
        question.id,
        question.state,
        question.accepted,
        question.endorsed,
        question.solved_at,
        question.reopened_at,
        question.proposed_at,
        question.told_at
    );
}

std::vector<Question>
list(Transaction& tx, const std::vector<AccountId>& groups, std::string_view state, bool proposed, int limit)
{
    return read_all(tx.exec(list_sql, groups, state, proposed, limit));
}

std::vector<Question> of_chat(Transaction& tx, ChatId chat)
{
    return read_all(tx.exec(of_chat_sql, chat));
}

bool is_answer(Transaction& tx, StatusId question, StatusId answer)
{
    return !tx.exec(is_answer_sql, question, answer).empty();
}

std::vector<StatusId> answers(Transaction& tx, StatusId question, int limit)
{
    std::vector<StatusId> ids;
    for (const auto row : tx.exec(answers_sql, question, limit)) ids.push_back(row.get<StatusId>("id"));
    return ids;
}

void endorse(Transaction& tx, QuestionId id, StatusId answer, AccountId clinician, CredentialId credential)
{
    tx.exec(endorse_sql, id, answer, clinician, credential);
}

std::vector<Endorsement> endorsements(Transaction& tx, QuestionId id)
{
    std::vector<Endorsement> found;
    for (const auto row : tx.exec(endorsements_sql, id))
        found.push_back({row.get<StatusId>("status_id"), row.get<AccountId>("account_id")});
    return found;
}

void add_notice(Transaction& tx, const QuestionNotice& notice)
{
    tx.exec(add_notice_sql, notice.status, notice.question, notice.state, notice.accepted_uri, notice.endorsed);
}

result<QuestionNotice> find_notice(Transaction& tx, StatusId status)
{
    const auto rows = tx.exec(find_notice_sql, status);
    if (rows.empty()) return errc::not_found;
    const auto row = rows.front();
    return QuestionNotice{
        row.get<StatusId>("status_id"),
        row.get<QuestionId>("question_id"),
        row.get<std::string>("state"),
        row.get<std::optional<std::string>>("accepted_uri"),
        row.get<bool>("endorsed")
    };
}

} // namespace rounds::storage::questions
