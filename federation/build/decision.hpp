#pragma once

#include "federation/build/activities.hpp"

/// What a moderator of a Group decides, in Lemmy's form (FEP-1b12): the Group announces it.
namespace rounds::build {

struct Decision
{
    std::string group;  ///< its uri
    std::string object; ///< uri of the post, or of whom it is about
    std::string reason;
    std::optional<Time> until{}; ///< of a ban
    bool with_posts = false;     ///< of a ban
};
/// A post is taken out of the Group: a Delete with a reason, which tells it from its author's.
[[nodiscard]] json::object build_removal(const Head& head, const Decision& decision);
/// A Block whose target is the Group.
[[nodiscard]] json::object build_ban(const Head& head, const Decision& decision);
[[nodiscard]] json::object build_lock(const Head& head, const Decision& decision);
/// Any of these is taken back.
[[nodiscard]] json::object build_undo_decision(const Head& head, json::object activity, std::string_view group);

} // namespace rounds::build
