#pragma once

#include "federation/build/addressing.hpp"
#include "storage/model/status.hpp"

#include <optional>
#include <string>

namespace rounds::build {

/// What a post is made of besides its row.
struct NoteInput
{
    const storage::StatusView& view;
    std::string base;                        ///< "https://mercy.example", for the pages of tags
    std::optional<std::string> in_reply_to;  ///< uri of the parent
    std::string in_reply_to_author;          ///< uri, or empty
    std::optional<std::string> conversation; ///< `context`: the collection of the conversation (FEP-7888)
    std::optional<storage::Account> network; ///< the Group it is posted to (FEP-1b12 `audience`)
    Time now{};                              ///< whether its poll has ended
};

/// By visibility: public to everybody, unlisted and private to the followers, direct to those named. Who is named, the
/// parent's author and the network are always addressed.
[[nodiscard]] Audience note_audience(const NoteInput& input);

/// A Note (or what object_type says; a Question when it has a poll) as embedded in activities: without @context.
[[nodiscard]] json::object build_note(const NoteInput& input);

/// A way to the quoted post for who understands no quotes, put before the content; those who do hide its class
/// (FEP-044f, backward compatibility). Empty when the text links the post itself, or its author refused.
[[nodiscard]] std::string quote_fallback(const storage::StatusView& view);

/// A vote: a Note with a name and nothing else, for the author of the poll alone.
struct VoteInput
{
    std::string id;
    std::string voter;  ///< uri
    std::string option; ///< its text, as the poll says it
    std::string question;
    std::string author; ///< of the question: uri
};
[[nodiscard]] json::object build_vote(const VoteInput& input);

} // namespace rounds::build
