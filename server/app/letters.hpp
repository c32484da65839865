#pragma once

#include "server/app/app.hpp"
#include "server/social/sign_up.hpp"
#include "storage/base/json.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace rounds::app {

/// The kind of jobs that send a mail.
inline constexpr std::string_view mail_job = "mail";

[[nodiscard]] bool sends_mail(const Config& config) noexcept;

/// A mail to be sent after commit. Its links are made when it is sent, so that the queue holds none; an address that is
/// no column anywhere waits sealed.
struct Letter
{
    std::string_view kind;              ///< server/mail/letters/<kind>.<language>.txt
    std::optional<AccountId> account{}; ///< to the person's address
    std::optional<SignUpId> sign_up{};
    std::string to{};     ///< an address, when it is neither's
    std::string locale{}; ///< with `to`
    json::object words{}; ///< what the letter says besides what is known of the account
    std::optional<Time> not_before{};
};
/// Adds the job; does nothing where no mail is sent.
void send_letter(storage::Transaction& tx, const App& app, const Letter& letter);
/// What the address of a letter is sealed as.
inline constexpr std::string_view letter_address = "jobs mail to";

/// Counts one mail to an address that somebody asked for (limits.mails_per_30min): false when there were too many.
[[nodiscard]] bool may_mail(const App& app, std::string_view address);

/// A moment as letters tell it: "2026-11-30 01:02 UTC".
[[nodiscard]] std::string letter_time(Time time);

/// The settings of this instance as rules for who asks for an account.
[[nodiscard]] social::SignUpRules sign_up_rules(const Config& config);

} // namespace rounds::app
