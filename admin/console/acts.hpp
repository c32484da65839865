#pragma once

#include "admin/console/visit.hpp"
#include "server/moderation/moderation.hpp"

#include <string>
#include <string_view>

/// The part of a page by which moderators decide about an account: templates/act_fields.html.
namespace rounds::console {

/// The visitor, as server/moderation knows who acts.
[[nodiscard]] moderation::Staff staff_of(const Visit& visit);

/// What a form of that part says.
struct Act
{
    std::string action{}; ///< as moderation::Order has it; empty: nothing is done to the account
    std::string preset{}; ///< prepared words: id of this instance's own, or canned_<this> of the console's; empty: none
    std::string words{};  ///< of the moderator's own
    bool letter = true;   ///< besides the notification
};
[[nodiscard]] Act act_in(const http::Params& params);

enum class Nothing : std::uint8_t { offered, not_offered };
/// HTML of that part, with what was chosen; `nothing` says whether doing nothing is a choice. `problem` as of a page.
[[nodiscard]] std::string
act_fields(const Visit& visit, storage::Transaction& tx, const Act& chosen, Nothing nothing, std::string_view problem);

/// What is to be done. Prepared words of the console are in the language of who is to read them. invalid_argument:
/// there are none of that name.
[[nodiscard]] result<moderation::Order> order_of(storage::Transaction& tx, AccountId target, const Act& act);

/// The key of the words that says why it was refused.
[[nodiscard]] std::string_view why_not(const boost::system::error_code& error);

/// What was done, as a noun: "A warning". `action` is one of a strike or of the moderators' log.
[[nodiscard]] std::string what_was_done(const Visit& visit, std::string_view action);

} // namespace rounds::console
