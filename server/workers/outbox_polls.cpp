#include "federation/build/note.hpp"
#include "server/workers/outbox.hpp"
#include "storage/accounts.hpp"
#include "storage/base/text.hpp"
#include "storage/polls.hpp"
#include "storage/publications.hpp"

/// Votes of people here in polls of other servers: each goes to the server of the poll's author, and to nobody else.
namespace rounds::workers {

namespace {

namespace polls = storage::polls;

std::vector<PollVoteId> ids_in(std::string_view words)
{
    std::vector<PollVoteId> ids;
    for (const auto word : text::split(words, ' '))
        if (const auto id = parse_id<PollVoteId>(word)) ids.push_back(*id);
    return ids;
}

} // namespace

result<void> say_poll_voted(Outgoing& out, const SavedSaying& saying)
{
    if (!saying.account || !saying.status) return errc::invalid_argument;
    const auto voter = storage::accounts::find(out.tx, *saying.account);
    const auto question = storage::publications::trace(out.tx, *saying.status);
    if (!voter || !question || question->deleted_at) return {};
    const auto author = storage::accounts::find(out.tx, question->account);
    if (!author || author->local()) return {};
    for (const auto& vote : polls::votes(out.tx, ids_in(saying.text))) {
        const build::VoteInput input{
            .id = out.urls.activity(*voter, "vote", to_string(vote.id)),
            .voter = voter->uri,
            .option = vote.option,
            .question = question->uri,
            .author = author->uri,
        };
        const build::Head head{
            .id = out.urls.activity(*voter, "create-vote", to_string(vote.id)),
            .actor = voter->uri,
            .audience = {.to = {author->uri}, .cc = {}},
            .published = out.now,
        };
        const Outgoing::Letter letter{
            .from = voter->id,
            .kind = "Create",
            .object_uri = input.id,
            .shown = false,
            .proof = false,
            .to =
                {.accounts = {author->id},
                 .followers_of = {},
                 .receivers_of = {},
                 .receivers_from = {},
                 .personal_inboxes = true},
        };
        const auto posted = out.post(letter, build::build_create(head, build::build_vote(input)));
        if (!posted) return posted.error();
    }
    return {};
}

} // namespace rounds::workers
