#include "server/knowledge/questions.hpp"

#include "server/knowledge/credentials.hpp"
#include "server/knowledge/networks.hpp"
#include "server/social/barred.hpp"
#include "storage/networks.hpp"
#include "storage/questions.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace rounds::knowledge {
namespace {

/// A question of a network of ours, locked.
struct Held
{
    Question question;
    Account group;
};

result<Held> hold(Transaction& tx, QuestionId id)
{
    auto question = storage::questions::lock(tx, id);
    if (!question) return question.error();
    auto group = storage::accounts::find(tx, question->group);
    if (!group) return group.error();
    if (!group->local()) return errc::forbidden;
    return Held{std::move(*question), std::move(*group)};
}

result<Held> hold_to_settle(Transaction& tx, const Account& by, QuestionId id)
{
    auto held = hold(tx, id);
    if (held && !may_settle(tx, held->question, by.id)) return errc::forbidden;
    return held;
}

bool is_endorsed(Transaction& tx, const Question& question)
{
    if (!question.accepted) return false;
    const auto all = storage::questions::endorsements(tx, question.id);
    return std::ranges::find(all, *question.accepted, &storage::Endorsement::answer) != all.end();
}

std::string notice_text(const Question& question, const std::string& page, const std::optional<Status>& accepted)
{
    if (question.state != "solved") return fmt::format("This question is open again: {}", page);
    std::string text = "This question is solved.";
    if (accepted) text += fmt::format(" The answer that helped: {}", accepted->url.value_or(accepted->uri));
    if (question.endorsed) text += "\n\nA verified clinician stands by this answer.";
    return text + fmt::format("\n\n{}", page);
}

/// A post of the network in the thread: people of any server read it, instances of ours read what it bears.
result<void> tell(Transaction& tx, const social::Urls& urls, const Account& group, const Question& question, Time now)
{
    std::optional<Status> accepted;
    if (question.accepted)
        if (auto found = storage::statuses::find(tx, *question.accepted)) accepted = std::move(*found);
    social::PostForm form;
    form.text = notice_text(question, question_url(urls, question.id), accepted);
    form.in_reply_to = question.status;
    form.language = "en";
    const auto posted = social::post(tx, urls, group, form, now);
    if (!posted) return posted.error();
    storage::QuestionNotice notice;
    notice.status = posted->id;
    notice.question = question.id;
    notice.state = question.state;
    if (accepted) notice.accepted_uri = accepted->uri;
    notice.endorsed = question.endorsed;
    storage::questions::add_notice(tx, notice);
    return {};
}

result<Question> save_and_tell(Transaction& tx, const social::Urls& urls, const Held& held, Time now)
{
    storage::questions::update(tx, held.question);
    if (const auto told = tell(tx, urls, held.group, held.question, now); !told) return told.error();
    return held.question;
}

} // namespace

void record_question(Transaction& tx, const Status& status)
{
    if (!status.audience || status.audience == status.account || status.in_reply_to_uri || status.in_reply_to) return;
    if (status.reblog_of || status.visibility > storage::Visibility::unlisted) return;
    storage::questions::add_when_tagged(tx, *status.audience, status.id, {"question", "pregunta"});
}

result<Question> mark_question(Transaction& tx, const Account& by, StatusId id)
{
    const auto status = storage::statuses::find(tx, id);
    if (!status || status->visibility > storage::Visibility::unlisted) return errc::not_found;
    if (!status->audience || status->reblog_of || status->audience == status->account) return errc::invalid_argument;
    const auto network = storage::networks::find_by_account(tx, *status->audience);
    if (!network) return errc::invalid_argument;
    if (status->account != by.id && !may_host(tx, *network, by.id)) return errc::forbidden;
    if (const auto open = social::let_in(tx, {network->account}, by.id); !open) return open.error();
    storage::questions::add(tx, *status->audience, id);
    return storage::questions::find_by_status(tx, id);
}

bool may_settle(Transaction& tx, const Question& question, AccountId account)
{
    if (question.asker == account) return true;
    const auto network = storage::networks::find_by_account(tx, question.group);
    return network && may_host(tx, *network, account);
}

result<Question>
accept_answer(Transaction& tx, const social::Urls& urls, const Account& by, QuestionId id, StatusId answer, Time now)
{
    auto held = hold_to_settle(tx, by, id);
    if (!held) return held.error();
    auto& question = held->question;
    if (!storage::questions::is_answer(tx, question.status, answer)) return errc::invalid_argument;
    if (question.state == "solved" && question.accepted == answer) return question;
    question.state = "solved";
    question.accepted = answer;
    question.endorsed = is_endorsed(tx, question);
    question.solved_at = now;
    question.proposed_at.reset();
    return save_and_tell(tx, urls, *held, now);
}

result<Question> reopen_question(Transaction& tx, const social::Urls& urls, const Account& by, QuestionId id, Time now)
{
    auto held = hold_to_settle(tx, by, id);
    if (!held) return held.error();
    auto& question = held->question;
    if (question.state != "solved") return errc::invalid_argument;
    question.state = "open";
    question.accepted.reset();
    question.endorsed = false;
    question.solved_at.reset();
    question.reopened_at = now;
    return save_and_tell(tx, urls, *held, now);
}

result<Question>
endorse_answer(Transaction& tx, const social::Urls& urls, const Account& by, QuestionId id, StatusId answer, Time now)
{
    auto held = hold(tx, id);
    if (!held) return held.error();
    const auto credential = clinician_credential(tx, by.id, now);
    if (!credential) return errc::forbidden;
    auto& question = held->question;
    if (!storage::questions::is_answer(tx, question.status, answer)) return errc::invalid_argument;
    const auto status = storage::statuses::find(tx, answer);
    if (!status) return status.error();
    if (status->account == by.id) return errc::forbidden;
    storage::questions::endorse(tx, id, answer, by.id, credential->id);
    if (question.accepted != answer || question.endorsed) return question;
    question.endorsed = true;
    return save_and_tell(tx, urls, *held, now);
}

result<Question> propose_question(Transaction& tx, const Account& by, QuestionId id, bool proposed, Time now)
{
    auto held = hold_to_settle(tx, by, id);
    if (!held) return held.error();
    auto& question = held->question;
    if (question.state != "open") return errc::invalid_argument;
    question.proposed_at = proposed ? std::optional{now} : std::nullopt;
    storage::questions::update(tx, question);
    return question;
}

std::string question_url(const social::Urls& urls, QuestionId id)
{
    return fmt::format("{}/questions/{}", urls.base(), to_string(id));
}

std::optional<json::object> question_object(Transaction& tx, const social::Urls& urls, const Status& status)
{
    const auto notice = storage::questions::find_notice(tx, status.id);
    if (!notice) return std::nullopt;
    const auto question = storage::questions::find(tx, notice->question);
    if (!question) return std::nullopt;
    json::object object;
    object["id"] = question_url(urls, question->id);
    object["kn:about"] = question->uri;
    object["kn:state"] = notice->state;
    if (notice->accepted_uri) object["kn:acceptedAnswer"] = *notice->accepted_uri;
    object["kn:endorsed"] = notice->endorsed;
    return object;
}

void record_verdict(Transaction& tx, const Status& notice, const Verdict& verdict)
{
    const auto asked = storage::statuses::find_by_uri(tx, verdict.about);
    if (!asked || asked->audience != notice.account) return;
    const auto group = storage::accounts::find(tx, notice.account);
    if (!group || !group->group() || group->local()) return;
    storage::questions::add(tx, notice.account, asked->id);
    const auto found = storage::questions::find_by_status(tx, asked->id);
    if (!found) return;
    auto question = storage::questions::lock(tx, found->id);
    // What was said before is not believed over what was said after.
    if (!question || question->group != notice.account || question->told_at > notice.created_at) return;
    question->state = verdict.solved ? "solved" : "open";
    question->accepted.reset();
    if (verdict.solved && !verdict.accepted.empty())
        if (const auto answer = storage::statuses::find_by_uri(tx, verdict.accepted);
            answer && storage::questions::is_answer(tx, asked->id, answer->id))
            question->accepted = answer->id;
    question->endorsed = verdict.solved && verdict.endorsed;
    question->solved_at = verdict.solved ? std::optional{notice.created_at} : std::nullopt;
    if (!verdict.solved) question->reopened_at = notice.created_at;
    question->told_at = notice.created_at;
    storage::questions::update(tx, *question);
}

} // namespace rounds::knowledge
