#include "server/privacy/guard.hpp"

#include "server/privacy/detect/relationship.hpp"
#include "storage/accounts.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/text.hpp"
#include "storage/guard.hpp"

#include <algorithm>

namespace rounds::privacy {
namespace {

struct Judged
{
    const Piece* piece;
    Decision decision;
};

Author author_of(const Submission& submission, const result<storage::User>& user)
{
    const bool staff = submission.for_organisation || (user && is_staff(*user));
    return staff ? Author::staff : Author::person;
}

/// Code points `span` of a text.
std::string_view cut(std::string_view text, Span span)
{
    const auto begin = text::truncate(text, span.start).size();
    return text::truncate(text.substr(begin), span.end - span.start);
}

bool two_words(std::string_view name)
{
    return name.find_first_of(" -_.") != std::string_view::npos;
}

/// What is no secret in its place: the writer's own name, how staff can be reached in their own profile, days and
/// guests of the hospital's own events.
void forget_public(
    std::vector<Finding>& findings, const Piece& piece, Author author, bool for_organisation, std::string_view own_name
)
{
    const bool profile = piece.place == "display_name" || piece.place == "note" || piece.place == "field";
    // Clients send a whole profile again when one line of it changes: the name that is shown already is no news there.
    forget_names_of(findings, piece.text, own_name);
    std::erase_if(findings, [&](const Finding& one) {
        // A given name alone is what most people call themselves; a full name is worth a word.
        if (piece.place == "display_name" && one.kind == Kind::name && !two_words(cut(piece.text, one.span)))
            return true;
        if (for_organisation) return one.kind == Kind::date || one.rule == "name.title";
        if (!profile || author != Author::staff) return false;
        return one.kind == Kind::name || one.kind == Kind::email || one.kind == Kind::phone || one.kind == Kind::fax ||
               one.kind == Kind::url || one.kind == Kind::license || one.kind == Kind::geographic;
    });
}

std::vector<Judged>
judge_pieces(const Submission& submission, Author author, const HouseRules& house, std::string_view own_name)
{
    std::vector<Judged> found;
    for (const auto& piece : submission.pieces) {
        auto decision = decide(
            {.text = piece.text,
             .author = author,
             .reply_to_other = submission.reply_to_other && !submission.parent_by_staff,
             .parent = submission.parent},
            house
        );
        forget_public(decision.findings, piece, author, submission.for_organisation, own_name);
        if (!decision.findings.empty()) found.push_back({&piece, std::move(decision)});
    }
    return found;
}

std::vector<std::string> rules_of(const std::vector<Judged>& found)
{
    std::vector<std::string> rules;
    for (const auto& one : found)
        for (const auto& finding : one.decision.findings) rules.emplace_back(finding.rule);
    std::ranges::sort(rules);
    rules.erase(std::ranges::unique(rules).begin(), rules.end());
    return rules;
}

std::string whole_text(const Submission& submission)
{
    std::string all;
    for (const auto& piece : submission.pieces) {
        all += piece.place;
        all += '\n';
        all += piece.text;
        all += '\0';
    }
    return all;
}

std::string_view kind_in_words(const Decision& decision, const Finding& finding)
{
    if (finding.rule.starts_with("relation")) return "relationship";
    if (finding.rule == "combination") return decision.label;
    return name_of(finding.kind);
}

} // namespace

Guard::Guard(Settings settings) : settings_(std::move(settings)) {}

bool Guard::suspects(const Submission& submission) const
{
    if (settings_.mode == Mode::off) return false;
    return std::ranges::any_of(submission.pieces, [&](const Piece& piece) {
        if (piece.text.empty()) return false;
        const auto report = find_identifiers(piece.text, settings_.house);
        return !report.findings.empty() || report.combination ||
               (submission.reply_to_other && !find_relationship(piece.text).empty());
    });
}

std::optional<Refusal> Guard::judge(Transaction& tx, const Submission& submission, Time now) const
{
    const auto user = storage::accounts::find_user(tx, submission.account);
    const auto author = author_of(submission, user);
    const auto account = storage::accounts::find(tx, submission.account);
    const auto found = judge_pieces(submission, author, settings_.house, account ? account->display_name : "");
    if (found.empty()) return std::nullopt;

    storage::guard::Decision record;
    record.account = submission.account;
    record.place = std::string(found.front().piece->place);
    record.rules = rules_of(found);
    record.text_hash = hash_of(whole_text(submission));
    const auto say = [&](std::string_view action) {
        record.action = std::string(action);
        storage::guard::add_decision(tx, record);
    };
    if (settings_.mode == Mode::watch) {
        say("watch");
        return std::nullopt;
    }
    const auto action = author == Author::staff ? Action::block : Action::warn;
    if (action == Action::warn &&
        storage::guard::was_warned(tx, submission.account, record.text_hash, now - settings_.confirm)) {
        say("confirm");
        return std::nullopt;
    }
    say(name_of(action));
    if (action == Action::warn)
        storage::guard::add_warning(tx, submission.account, record.text_hash, now, now - settings_.confirm);

    Refusal refusal{.action = action};
    std::vector<std::string> quotes;
    for (const auto& [piece, decision] : found)
        for (const auto& finding : decision.findings) {
            const auto words = cut(piece->text, finding.span);
            quotes.emplace_back(words);
            refusal.parts.push_back({
                std::string(piece->place),
                std::string(kind_in_words(decision, finding)),
                finding.span,
                finding.rule.starts_with("relation") ? std::string{} : generalised(finding, words),
            });
        }
    refusal.text = refusal_text(
        refusal,
        quotes,
        user ? user->locale : "en",
        settings_.confirm,
        settings_.private_contact,
        submission.reply_to_other
    );
    return refusal;
}

std::vector<std::string> Guard::rules_in(std::string_view plain_text) const
{
    if (settings_.mode != Mode::on || !settings_.hold_arriving) return {};
    std::vector<std::string> rules;
    for (const auto& finding : find_identifiers(plain_text, settings_.house).findings) rules.emplace_back(finding.rule);
    std::ranges::sort(rules);
    rules.erase(std::ranges::unique(rules).begin(), rules.end());
    return rules;
}

std::string Guard::hash_of(std::string_view text) const
{
    return crypto::hmac_sha256(settings_.key, text);
}

bool Guard::holds_arriving() const noexcept
{
    return settings_.mode == Mode::on && settings_.hold_arriving;
}

bool is_staff(const storage::User& user) noexcept
{
    return user.role == "moderator" || user.role == "admin" || user.stakeholder == "doctor" ||
           user.stakeholder == "hcp" || user.stakeholder.starts_with("org_");
}

} // namespace rounds::privacy
