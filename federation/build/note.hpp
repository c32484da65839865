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
};

/// By visibility: public to everybody, unlisted and private to the followers, direct to those named. Who is named, the
/// parent's author and the network are always addressed.
[[nodiscard]] Audience note_audience(const NoteInput& input);

/// A Note (or what object_type says) as embedded in activities: without @context.
[[nodiscard]] json::object build_note(const NoteInput& input);

} // namespace rounds::build
