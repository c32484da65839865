#pragma once

#include "server/privacy/policy.hpp"
#include "storage/model/account.hpp"
#include "storage/pg/transaction.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::privacy {

using storage::Transaction;

/// One text that somebody wants to publish, and where: "post", "content_warning", "edit", "alt_text", "poll",
/// "display_name", "note", "field", "file_name", "prompt", "summary".
struct Piece
{
    std::string_view place;
    std::string_view text;
};

/// What somebody wants to publish at once.
struct Submission
{
    AccountId account{};           ///< whose writing it is
    std::vector<Piece> pieces{};   ///< views: they outlive the check
    bool reply_to_other = false;   ///< answers somebody else's post
    bool parent_by_staff = false;  ///< whom the hospital employs
    std::string parent{};          ///< plain text of what it answers
    bool for_organisation = false; ///< a prompt or a summary: the hospital itself speaks
};

/// Why something was refused, for whoever wrote it; it goes nowhere else.
struct Refusal
{
    Action action = Action::block;
    std::string text{}; ///< what was found, where, and how to go on, in English or Spanish
    struct Part
    {
        std::string place{};
        std::string kind{};
        Span span{};
        std::string suggestion{}; ///< more general wording, or empty: leave it out
    };
    std::vector<Part> parts{};
};

/// The guard of one instance: pure detectors, its policy, and what it remembers in the database.
class Guard
{
public:
    enum class Mode { on, watch, off };
    struct Settings
    {
        Mode mode = Mode::on;
        HouseRules house{};
        std::chrono::minutes confirm{10};
        std::string private_contact{};
        std::string key{}; ///< of the hashes that logs hold
        bool hold_arriving = true;
    };
    explicit Guard(Settings settings);

    /// A first look without the database. False: there is nothing to ask about, which is nearly always so.
    [[nodiscard]] bool suspects(const Submission& submission) const;

    /// What is to be done about a submission that is suspected. A warning is remembered and the same submission within
    /// the time set is free; each decision is recorded. The caller commits also when it is refused.
    [[nodiscard]] std::optional<Refusal> judge(Transaction& tx, const Submission& submission, Time now) const;

    /// Rule names of the identifiers in a text from another server; empty when it may be shown.
    [[nodiscard]] std::vector<std::string> rules_in(std::string_view plain_text) const;

    /// HMAC-SHA-256 of a text, for records.
    [[nodiscard]] std::string hash_of(std::string_view text) const;
    [[nodiscard]] bool holds_arriving() const noexcept;

private:
    Settings settings_;
};

/// Whether the hospital answers for what this log-in writes: moderators, administrators, clinicians, organisations.
[[nodiscard]] bool is_staff(const storage::User& user) noexcept;

/// A more general wording of one finding, 45 CFR 164.514(b)(2)(i): the year of a date, "90 or older", a ZIP code's
/// first three digits or 000. Empty: it can only be left out.
[[nodiscard]] std::string generalised(const Finding& finding, std::string_view found);

/// The refusal in words. `language` is a locale; Spanish for "es", else English.
[[nodiscard]] std::string refusal_text(
    const Refusal& refusal,
    const std::vector<std::string>& quotes,
    std::string_view language,
    std::chrono::minutes confirm,
    std::string_view private_contact,
    bool reply
);

} // namespace rounds::privacy
