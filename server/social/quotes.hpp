#pragma once

#include "server/social/verbs.hpp"
#include "storage/quotes.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::social {

using storage::QuotePolicy;
using storage::quotes::Quoting;

/// Jobs of this kind look a quote that arrived up at the author of the quoted post: {"status": id of the quoting post}.
inline constexpr std::string_view verify_quote_job = "verify_quote";

/// How a policy for quotes applies to somebody.
enum class MayQuote {
    at_once,
    asked, ///< the author of the post looks at it first
    no,
    unknown ///< the policy names people whom this server does not tell apart
};
[[nodiscard]] std::string_view name_of(MayQuote may) noexcept; ///< automatic, manual, denied, unknown

/// How somebody stands to the author of a post.
struct QuoterStanding
{
    bool known = false; ///< has an account
    bool author = false;
    bool follows = false;
    bool followed = false;
};
/// Of a post that they may see. Direct posts are quoted by nobody, private ones by their author alone.
[[nodiscard]] MayQuote may_quote(QuotePolicy policy, Visibility visibility, const QuoterStanding& standing) noexcept;
[[nodiscard]] MayQuote may_quote(Transaction& tx, const Status& post, AccountId by);

/// "public", "followers", "nobody", as clients and preferences say it.
[[nodiscard]] std::optional<QuotePolicy> quote_policy_from(std::string_view name) noexcept;
[[nodiscard]] std::string_view quote_policy_name(QuotePolicy policy) noexcept; ///< of one of these three
/// What a post of ours says: private and direct posts are for their author alone to quote.
[[nodiscard]] QuotePolicy quote_policy_of(QuotePolicy wanted, Visibility visibility) noexcept;

/// The post that a new one is to show; a boost stands for the post it boosts. Narrows `status.visibility` to that of a
/// private one. not_found when the author may not see it; forbidden when they may not quote it, or not in a direct post
/// that does not name its author.
[[nodiscard]] result<std::optional<Status>>
find_quoted(Transaction& tx, const Account& author, const PostForm& form, Status& status);
/// Hangs the quote on the new post of a person here. Of a post from here it is accepted, with a stamp for other
/// servers; of another server's, its author is asked.
void begin_quote(Transaction& tx, const Urls& urls, const Account& author, const Status& status, const Status& quoted);

/// A quote on a post that arrived. One's own posts may be quoted; a quote in an old dialect, whose author's server asks
/// nobody, is measured by the policy of the quoted post's author when that is a person here; all others wait for the
/// author's approval.
void receive_quote(Transaction& tx, const Urls& urls, const Status& status, const ArrivedQuote& arrived);
/// The same after an edit: it may be new, gone, of another post, or bring its stamp. True when anything changed.
[[nodiscard]] bool
change_quote(Transaction& tx, const Urls& urls, const Status& status, const std::optional<ArrivedQuote>& arrived);

/// What an edit says that is no wording, so that nobody is told of an edit: who may quote the post, and what an arrived
/// one quotes. True when anything changed.
[[nodiscard]] bool change_quotes(Transaction& tx, const Urls& urls, Status& status, const EditForm& form);

/// The post that quotes goes: it is not counted any more.
void end_quote(Transaction& tx, const Status& status);

/// Somebody elsewhere asks to quote a post of a person here (FEP-044f QuoteRequest). Answers them by the policy of the
/// post; an author who took the quote back stays with that. forbidden when it was refused.
[[nodiscard]] result<void> answer_quote_request(
    Transaction& tx, const Urls& urls, const Status& quoted, const Quoting& quoting, std::string_view request_uri
);

/// The author of the quoted post agrees, which `stamp` proves; nothing where no stamp is needed.
void accept_quote(Transaction& tx, const Quoting& quoting, const std::optional<std::string>& stamp);
/// The author does not, or no longer. Other servers that have the post learn it when it is of a person here.
void refuse_quote(Transaction& tx, const Quoting& quoting);
/// A person here takes the quote of their post back, and says so. not_found: the one does not quote the other;
/// forbidden: the quoted post is not theirs.
[[nodiscard]] result<void> revoke_quote(Transaction& tx, const Account& by, const Status& quoted, StatusId quoting);

/// Another policy for a post of a person here; tells other servers. forbidden for others' posts.
[[nodiscard]] result<void>
change_quote_policy(Transaction& tx, const Account& by, const Status& status, QuotePolicy wanted);

/// People whose posts show `status` are told that it was edited.
void tell_quoters(Transaction& tx, const Status& status);

/// How the reader of a post stands to the one it shows.
enum class Seen {
    plainly,
    deleted,
    hidden,         ///< not for this reader
    blocked,        ///< the reader blocks its author
    domain_blocked, ///< or the author's server
    muted
};
struct QuoteReading
{
    std::optional<AccountId> reader{};
    StatusId quoted{};
};
/// In the order of `readings`. One query for each 500.
[[nodiscard]] std::vector<Seen> see_quoted(Transaction& tx, const std::vector<QuoteReading>& readings);

} // namespace rounds::social
