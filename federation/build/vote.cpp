#include "federation/build/note.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::build {

json::object build_vote(const VoteInput& input)
{
    json::object vote;
    vote["id"] = input.id;
    vote["type"] = vocab::type::note;
    vote["attributedTo"] = input.voter;
    put_audience(vote, {.to = {input.author}, .cc = {}});
    vote["inReplyTo"] = input.question;
    vote["name"] = input.option;
    return vote;
}

} // namespace rounds::build
