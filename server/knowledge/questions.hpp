#pragma once

#include "server/social/verbs.hpp"
#include "storage/base/json.hpp"
#include "storage/model/question.hpp"

namespace rounds::knowledge {

using storage::Account;
using storage::Question;
using storage::Status;
using storage::Transaction;

/// Called for each new post, local or arrived: one that is put to a network (mentions it, begins a thread, is open to
/// all) with #question or #pregunta is a question. Any client asks like this.
void record_question(Transaction& tx, const Status& status);

/// Makes a post that was put to a network of ours a question, without a tag. By its author, or a steward or host.
[[nodiscard]] result<Question> mark_question(Transaction& tx, const Account& by, StatusId status);

/// Who asked, stewards and hosts of the network.
[[nodiscard]] bool may_settle(Transaction& tx, const Question& question, AccountId account);

// Each of these is for questions put to a network of ours; the network tells others by a post in the thread.

/// By who may settle it: this answer helped. invalid_argument unless it is a public answer in the thread of the
/// question. Another one may be accepted later.
[[nodiscard]] result<Question>
accept_answer(Transaction& tx, const social::Urls& urls, const Account& by, QuestionId id, StatusId answer, Time now);
/// By who may settle it. invalid_argument when it is open.
[[nodiscard]] result<Question>
reopen_question(Transaction& tx, const social::Urls& urls, const Account& by, QuestionId id, Time now);
/// A verified clinician (a credential in force) stands by an answer of somebody else. forbidden otherwise.
[[nodiscard]] result<Question>
endorse_answer(Transaction& tx, const social::Urls& urls, const Account& by, QuestionId id, StatusId answer, Time now);
/// By who may settle it: a topic of the next chat, or not. invalid_argument when it is solved.
[[nodiscard]] result<Question>
propose_question(Transaction& tx, const Account& by, QuestionId id, bool proposed, Time now);

/// Address of a question: of its page, and its id in what is federated.
[[nodiscard]] std::string question_url(const social::Urls& urls, QuestionId id);

/// kn:question of a post by which a network tells what became of a question; nothing for other posts.
[[nodiscard]] std::optional<json::object>
question_object(Transaction& tx, const social::Urls& urls, const Status& status);

/// What a network of another server told in a post of its own about a question put to it.
struct Verdict
{
    std::string about{}; ///< uri of the post that asks
    bool solved = false;
    std::string accepted{}; ///< uri of the answer, or empty
    bool endorsed = false;
};
/// `notice` is that post. What anybody but the network tells is not believed.
void record_verdict(Transaction& tx, const Status& notice, const Verdict& verdict);

} // namespace rounds::knowledge
