#pragma once

#include "storage/model/knowledge.hpp"
#include "storage/model/question.hpp"
#include "storage/pg/transaction.hpp"

#include <vector>

namespace rounds::storage::questions {

/// Nothing happens when the post is a question already.
void add(Transaction& tx, AccountId group, StatusId status);
/// The same when the post bears one of these tags (lower case).
void add_when_tagged(Transaction& tx, AccountId group, StatusId status, const std::vector<std::string>& tags);
/// Those whose post was deleted are not found.
[[nodiscard]] result<Question> find(Transaction& tx, QuestionId id);
[[nodiscard]] result<Question> find_by_status(Transaction& tx, StatusId status);
/// With its row locked.
[[nodiscard]] result<Question> lock(Transaction& tx, QuestionId id);
/// state, accepted, endorsed and the times.
void update(Transaction& tx, const Question& question);
/// Put to these networks, in that state, the newest first; with `proposed` only those that are.
[[nodiscard]] std::vector<Question>
list(Transaction& tx, const std::vector<AccountId>& groups, std::string_view state, bool proposed, int limit);
/// Those among the posts of a chat.
[[nodiscard]] std::vector<Question> of_chat(Transaction& tx, ChatId chat);

/// Whether the answer is a public post in the thread of the question, and not the question itself.
[[nodiscard]] bool is_answer(Transaction& tx, StatusId question, StatusId answer);
/// Public replies to the question, oldest first.
[[nodiscard]] std::vector<StatusId> answers(Transaction& tx, StatusId question, int limit);

void endorse(Transaction& tx, QuestionId id, StatusId answer, AccountId clinician, CredentialId credential);
[[nodiscard]] std::vector<Endorsement> endorsements(Transaction& tx, QuestionId id);

void add_notice(Transaction& tx, const QuestionNotice& notice);
[[nodiscard]] result<QuestionNotice> find_notice(Transaction& tx, StatusId status);

} // namespace rounds::storage::questions
