#pragma once

#include "server/privacy/guard.hpp"
#include "server/social/verbs.hpp"

#include <chrono>

namespace rounds::social {

/// How an instance looks after people who write of danger or of harm.
struct Care
{
    std::vector<std::string> regions{};    ///< whose help lines are shown
    std::vector<std::string> help_lines{}; ///< instead of them
    std::vector<std::string> on_call{};    ///< user names; empty: all moderators
    std::chrono::minutes alarm{5};         ///< an imminent crisis is overdue after these
    std::chrono::hours queue{12};          ///< another one after these
    bool adverse_events = true;
    std::chrono::days report_within{15};
};

/// A post that was just written or changed here, and who wrote it.
struct Written
{
    const Account& author;
    std::string_view locale; ///< in which the author is spoken to: "en", "es-MX"
    const Status& status;
};

/// Called for each local post and edit, in its transaction. Somebody who may be in danger gets a private message with
/// help lines at once, and a case opens that those on call are told of; nothing is hidden or held back. Somebody who
/// tells that a medicine or device harmed them is offered a card, which they alone can send. Both at most once per
/// post; one person has one open case a day, unless it gets worse.
void look_after(Transaction& tx, const Urls& urls, const Care& care, const Written& written, Time now);

enum class Wording { first, changed };

/// What the guard found in a post of another server.
struct Screening
{
    std::vector<std::string> rules{}; ///< empty: it may be shown
    std::string text_hash{};          ///< empty when there are none
};
/// Work for a processor alone: done before the transaction where many posts arrive.
[[nodiscard]] Screening
screen(const privacy::Guard& guard, std::string_view title, std::string_view warning, std::string_view plain_text);

/// A post of another server with identifiers is held; one that changed and has none any more is shown again. Screens it
/// when `screened` is null.
void hold_back(
    Transaction& tx,
    const privacy::Guard& guard,
    const Status& status,
    Wording wording,
    const Screening* screened = nullptr
);

} // namespace rounds::social
