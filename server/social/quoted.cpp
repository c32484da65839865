// Who may quote, and what a reader sees of a quoted post.

#include "server/social/quotes.hpp"
#include "storage/visibility_sql.hpp"

#include <algorithm>
#include <array>

namespace rounds::social {

namespace {

using storage::Statement;

constexpr auto see_quoted_text =
    "SELECT w.position, s.deleted_at IS NOT NULL, " + storage::visible_sql("s", "w.reader") + R"(,
        EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = w.reader AND b.target_account_id = s.account_id),
        EXISTS (SELECT 1 FROM account_domain_blocks d JOIN accounts a ON lower(a.domain) = d.domain
            WHERE d.account_id = w.reader AND a.id = s.account_id),
        EXISTS (SELECT 1 FROM mutes m WHERE m.account_id = w.reader AND m.target_account_id = s.account_id
            AND (m.expires_at IS NULL OR m.expires_at > now()))
    FROM (SELECT nullif(reader, 0) AS reader, status, position
        FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS u (reader, status, position)) AS w
    JOIN statuses s ON s.id = w.status)";
const Statement see_quoted_sql{"visibility.see_quoted", see_quoted_text.c_str()};

struct NamedPolicy
{
    std::string_view name;
    QuotePolicy policy;
};
constexpr std::array named_policies{
    NamedPolicy{"public", {.automatic = QuotePolicy::everybody}},
    NamedPolicy{"followers", {.automatic = QuotePolicy::followers}},
    NamedPolicy{"nobody", {}}
};

bool among(unsigned whom, const QuoterStanding& standing) noexcept
{
    return (whom & QuotePolicy::everybody) != 0 || ((whom & QuotePolicy::followers) != 0 && standing.follows) ||
           ((whom & QuotePolicy::following) != 0 && standing.followed);
}

/// Strongest first: what is gone or hidden is so for everybody who did not choose it.
Seen read_seen(const storage::Row& row)
{
    constexpr std::array reasons{Seen::deleted, Seen::hidden, Seen::blocked, Seen::domain_blocked, Seen::muted};
    for (std::size_t i = 0; i < reasons.size(); ++i) {
        const bool said = row.at(i + 1).as<bool>();
        if (reasons[i] == Seen::hidden ? !said : said) return reasons[i];
    }
    return Seen::plainly;
}

} // namespace

std::string_view name_of(MayQuote may) noexcept
{
    switch (may) {
    case MayQuote::at_once:
        return "automatic";
    case MayQuote::asked:
        return "manual";
    case MayQuote::no:
        return "denied";
    case MayQuote::unknown:
        return "unknown";
    }
    return "unknown";
}

MayQuote may_quote(QuotePolicy policy, Visibility visibility, const QuoterStanding& standing) noexcept
{
    if (!standing.known || visibility == Visibility::direct) return MayQuote::no;
    if (standing.author) return MayQuote::at_once;
    if (visibility == Visibility::private_) return MayQuote::no;
    if (among(policy.automatic, standing)) return MayQuote::at_once;
    if (among(policy.manual, standing)) return MayQuote::asked;
    return ((policy.automatic | policy.manual) & QuotePolicy::others) != 0 ? MayQuote::unknown : MayQuote::no;
}

MayQuote may_quote(Transaction& tx, const Status& post, AccountId by)
{
    QuoterStanding standing{.known = true, .author = post.account == by};
    const auto whom = post.quote_policy.automatic | post.quote_policy.manual;
    const auto follows = [&](AccountId one, AccountId other) {
        const auto follow = storage::graph::find_follow(tx, one, other);
        return follow && follow->accepted;
    };
    if (!standing.author && (whom & QuotePolicy::followers) != 0) standing.follows = follows(by, post.account);
    if (!standing.author && (whom & QuotePolicy::following) != 0) standing.followed = follows(post.account, by);
    return may_quote(post.quote_policy, post.visibility, standing);
}

std::optional<QuotePolicy> quote_policy_from(std::string_view name) noexcept
{
    const auto found = std::ranges::find(named_policies, name, &NamedPolicy::name);
    if (found == named_policies.end()) return std::nullopt;
    return found->policy;
}

std::string_view quote_policy_name(QuotePolicy policy) noexcept
{
    const auto found = std::ranges::find(named_policies, policy, &NamedPolicy::policy);
    return found == named_policies.end() ? "nobody" : found->name;
}

QuotePolicy quote_policy_of(QuotePolicy wanted, Visibility visibility) noexcept
{
    return visibility <= Visibility::unlisted ? wanted : QuotePolicy{};
}

std::vector<Seen> see_quoted(Transaction& tx, const std::vector<QuoteReading>& readings)
{
    constexpr std::size_t at_once = 500;
    // Whoever is not found: the row itself is gone.
    std::vector<Seen> seen(readings.size(), Seen::deleted);
    for (std::size_t begin = 0; begin < readings.size(); begin += at_once) {
        std::vector<AccountId> readers;
        std::vector<StatusId> statuses;
        for (auto i = begin; i < std::min(readings.size(), begin + at_once); ++i) {
            readers.push_back(readings[i].reader.value_or(AccountId{0}));
            statuses.push_back(readings[i].quoted);
        }
        for (const auto row : tx.exec(see_quoted_sql, readers, statuses))
            seen[begin + row.at(0).as<std::size_t>() - 1] = read_seen(row);
    }
    return seen;
}

} // namespace rounds::social
