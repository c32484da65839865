#pragma once

#include "server/app/app.hpp"
#include "storage/break_glass.hpp"
#include "storage/model/status.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Break-glass (security.md section 7): staff reads nobody's direct messages, but for this. Somebody with the right of
/// it opens one conversation, for a reason, for half an hour; its people are told at once, or later where that was
/// decided and is on record; the other holders of the right are asked to confirm it or object within three days (an
/// objection also tells its people), and every step is in the audit log. An entry that cannot
/// be written undoes the step, so nothing is read that is not written down. That the person has just shown password and
/// second factor is the page's to see to.
namespace rounds::moderation::break_glass {

using storage::Transaction;
using storage::break_glass::Access;

inline constexpr std::array<std::string_view, 5> reasons{"danger", "abuse", "complaint", "legal", "care"};
inline constexpr std::chrono::minutes lifetime{30};
inline constexpr std::chrono::hours review_within{72};
/// For how many hours telling may be put off, and for which reasons: where whoever is told could harm somebody, or what
/// the law demands would fail. Nothing else is reason enough (45 CFR 164.528(a)(2) knows such a delay, too).
inline constexpr std::array<int, 3> delays{0, 24, 72};
inline constexpr std::array<std::string_view, 3> delay_reasons{"danger", "abuse", "legal"};
inline constexpr std::size_t shortest_explanation = 20; ///< bytes
inline constexpr std::size_t longest_explanation = 2000;
inline constexpr int most_posts = 500;

/// Why not. `none`: it was done.
enum class Refusal {
    none,
    no_right,         ///< not staff, or without the right
    no_second_factor, ///< the log-in has none
    not_found,        ///< no such conversation by direct messages, or no such access
    own,              ///< they are in the conversation, or have opened it themselves
    no_reason,        ///< none of the list, or too few words
    no_delay,         ///< that reason is none to tell people later, or not so much later
    unconfirmed,      ///< an earlier one of theirs waits for a second person for longer than three days
    over              ///< expired or closed; reviewed already
};

struct Ask
{
    AccountId by{};
    StatusId post{}; ///< one of its direct messages, e.g. that of a report
    std::string reason{};
    std::string explanation{};
    int delay_hours = 0; ///< before its people are told
};
struct Opened
{
    Refusal refusal = Refusal::none;
    BreakGlassId id{};
};
[[nodiscard]] Opened open(Transaction& tx, const app::App& app, const Ask& ask);

struct Reading
{
    Refusal refusal = Refusal::none;
    std::optional<Access> access{};
    std::vector<storage::StatusView> posts{};
};
/// The conversation, for who opened it and as long as they may. Each reading is an entry of its own.
[[nodiscard]] Reading read(Transaction& tx, const app::App& app, BreakGlassId id, AccountId by);

/// Before the half hour is over.
[[nodiscard]] Refusal close(Transaction& tx, const app::App& app, BreakGlassId id, AccountId by);
/// By a second holder of the right. `verdict`: confirmed, objected.
[[nodiscard]] Refusal
review(Transaction& tx, const app::App& app, BreakGlassId id, AccountId by, std::string_view verdict);

/// Tells the people of openings whose time has come, at most `limit`; how many openings that were.
std::size_t tell_due(Transaction& tx, const app::App& app, int limit);

/// After the commit of open(): deliveries and streams hear of it.
void settled(app::App& app);

} // namespace rounds::moderation::break_glass
