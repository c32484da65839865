#include "server/social/quotes.hpp"

#include "server/social/thread.hpp"
#include "server/social/visibility.hpp"
#include "storage/base/url.hpp"
#include "storage/jobs.hpp"

#include <algorithm>

namespace rounds::social {

namespace {

namespace quotes = storage::quotes;
using storage::Quote;

/// How many of those who quoted a post are told of a change of it: the newest.
constexpr int most_told = 200;

void count(Transaction& tx, const Quoting& quoting, int by)
{
    if (!quoting.quote.quoted || quoting.visibility > Visibility::unlisted) return;
    storage::statuses::StatsChange change;
    change.quotes = by;
    storage::statuses::change_stats(tx, *quoting.quote.quoted, change);
}

/// The author of the quoted post, when they may see where it was put.
void tell_author(Transaction& tx, const Quoting& quoting)
{
    const auto& author = quoting.quoted_account;
    if (!author || *author == quoting.account || !find_visible(tx, quoting.status, *author)) return;
    notify(tx, *author, quoting.account, "quote", quoting.status);
}

/// What readers have of the quoting post is old now.
void refresh(Transaction& tx, const Quoting& quoting)
{
    storage::statuses::add_event(tx, "status.update", quoting.status, quoting.account);
}

Quoting quoting_of(const Status& status, Quote quote, std::optional<AccountId> quoted_account)
{
    return {
        .status = status.id,
        .account = status.account,
        .local = status.local,
        .visibility = status.visibility,
        .uri = status.uri,
        .quote = std::move(quote),
        .quoted_account = quoted_account,
    };
}

std::optional<std::string> stamp_of(Transaction& tx, const Urls& urls, const Status& quoted, StatusId quoting)
{
    const auto author = storage::accounts::find(tx, quoted.account);
    if (!author) return std::nullopt;
    return urls.quote_stamp(*author, quoting);
}

void keep(Transaction& tx, const Quoting& quoting)
{
    quotes::add(tx, quoting.status, quoting.quote);
    if (!quoting.quote.accepted()) return;
    count(tx, quoting, 1);
    tell_author(tx, quoting);
}

void plan_verification(Transaction& tx, StatusId quoting)
{
    json::object payload;
    payload["status"] = to_string(quoting);
    storage::jobs::add(tx, verify_quote_job, payload);
}

void say_about(Transaction& tx, Say what, const Quoting& quoting, std::string_view text)
{
    say(tx,
        {.what = what,
         .account = quoting.quoted_account,
         .target = quoting.account,
         .status = quoting.status,
         .text = text});
}

} // namespace

result<std::optional<Status>> find_quoted(Transaction& tx, const Account& author, const PostForm& form, Status& status)
{
    if (!form.quoted) return std::optional<Status>{};
    auto quoted = find_original(tx, *form.quoted, author.id);
    if (!quoted) return quoted.error();
    const auto may = may_quote(tx, *quoted, author.id);
    if (may == MayQuote::no || may == MayQuote::unknown) return errc::forbidden;
    if (!open_to_all(*quoted)) status.visibility = std::max(status.visibility, Visibility::private_);
    // Talking in private about somebody's post needs them in the room.
    const bool named = std::ranges::find(form.mentions, quoted->account) != form.mentions.end();
    if (status.visibility == Visibility::direct && quoted->account != author.id && !named) return errc::forbidden;
    return std::optional{std::move(*quoted)};
}

void begin_quote(Transaction& tx, const Urls& urls, const Account& author, const Status& status, const Status& quoted)
{
    auto quoting = quoting_of(status, {.uri = quoted.uri, .quoted = quoted.id}, quoted.account);
    const bool own = quoted.account == author.id;
    if (own || quoted.local) quoting.quote.state = "accepted";
    if (!own && quoted.local) quoting.quote.stamp = stamp_of(tx, urls, quoted, status.id);
    // Who is quoted is addressed, so that they see what was made of their words.
    if (!own) storage::statuses::add_mention(tx, status.id, quoted.account, true);
    keep(tx, quoting);
    if (quoting.quote.accepted()) return;
    const auto request = urls.activity(author, "quote-request", to_string(status.id));
    quotes::set_request(tx, status.id, request);
    say_about(tx, Say::quote_requested, quoting, request);
}

void receive_quote(Transaction& tx, const Urls& urls, const Status& status, const ArrivedQuote& arrived)
{
    auto quoted = storage::statuses::find_by_uri(tx, arrived.uri);
    // Who names a post that they cannot see gets no link to it.
    if (quoted && (quoted->reblog_of || !find_visible(tx, quoted->id, status.account))) quoted = errc::not_found;
    auto quoting = quoting_of(status, {.uri = arrived.uri}, {});
    if (quoted) {
        quoting.quote.quoted = quoted->id;
        quoting.quoted_account = quoted->account;
    }
    const bool own = quoted && quoted->account == status.account;
    const bool of_ours = quoted && quoted->local;
    if (own) {
        quoting.quote.state = "accepted";
    } else if (of_ours && arrived.old_dialect && may_quote(tx, *quoted, status.account) == MayQuote::at_once) {
        quoting.quote.state = "accepted";
        quoting.quote.stamp = stamp_of(tx, urls, *quoted, status.id);
    } else if (!of_ours && !arrived.stamp.empty()) {
        quoting.quote.stamp = arrived.stamp;
    }
    keep(tx, quoting);
    const bool could_be_own = !quoted && same_origin(arrived.uri, status.uri);
    if (!own && !of_ours && (quoting.quote.stamp || could_be_own)) plan_verification(tx, status.id);
}

namespace {

/// The stamp of the same quote is another one, or gone. What a person here said about their own post counts alone.
bool change_stamp(Transaction& tx, const Quoting& before, const ArrivedQuote& arrived)
{
    if (before.quoted_account) {
        if (*before.quoted_account == before.account) return false;
        const auto author = storage::accounts::find(tx, *before.quoted_account);
        if (author && author->local()) return false;
    }
    if (arrived.stamp == before.quote.stamp.value_or("")) return false;
    if (before.quote.accepted()) count(tx, before, -1);
    if (arrived.stamp.empty()) {
        quotes::set_state(tx, before.status, before.quote.accepted() ? "revoked" : "pending", std::nullopt);
    } else {
        quotes::set_state(tx, before.status, "pending", arrived.stamp);
        plan_verification(tx, before.status);
    }
    return true;
}

} // namespace

bool change_quote(Transaction& tx, const Urls& urls, const Status& status, const std::optional<ArrivedQuote>& arrived)
{
    const auto before = quotes::find(tx, status.id);
    if (!before && !arrived) return false;
    if (before && arrived && before->quote.uri == arrived->uri) {
        if (!change_stamp(tx, *before, *arrived)) return false;
        refresh(tx, *before);
        return true;
    }
    if (before) {
        if (before->quote.accepted()) count(tx, *before, -1);
        quotes::remove(tx, status.id);
        refresh(tx, *before);
    }
    if (arrived) receive_quote(tx, urls, status, *arrived);
    return true;
}

bool change_quotes(Transaction& tx, const Urls& urls, Status& status, const EditForm& form)
{
    const bool quote_changed = !status.local && change_quote(tx, urls, status, form.arrived_quote);
    if (!form.quote_policy) return quote_changed;
    const auto policy = quote_policy_of(*form.quote_policy, status.visibility);
    if (policy == status.quote_policy) return quote_changed;
    storage::statuses::set_quote_policy(tx, status.id, policy);
    status.quote_policy = policy;
    return true;
}

void end_quote(Transaction& tx, const Status& status)
{
    const auto quoting = quotes::find(tx, status.id);
    if (quoting && quoting->quote.accepted()) count(tx, *quoting, -1);
}

void accept_quote(Transaction& tx, const Quoting& quoting, const std::optional<std::string>& stamp)
{
    quotes::set_state(tx, quoting.status, "accepted", stamp);
    if (quoting.quote.accepted()) return;
    count(tx, quoting, 1);
    tell_author(tx, quoting);
    refresh(tx, quoting);
    if (quoting.local) say_about(tx, Say::quote_changed, quoting, {});
}

void refuse_quote(Transaction& tx, const Quoting& quoting)
{
    if (quoting.quote.refused()) return;
    if (quoting.quote.accepted()) count(tx, quoting, -1);
    quotes::set_state(tx, quoting.status, quoting.quote.accepted() ? "revoked" : "rejected", quoting.quote.stamp);
    refresh(tx, quoting);
    if (quoting.local) say_about(tx, Say::quote_changed, quoting, {});
}

result<void> answer_quote_request(
    Transaction& tx, const Urls& urls, const Status& quoted, const Quoting& quoting, std::string_view request_uri
)
{
    if (quoting.quote.quoted != quoted.id) return errc::forbidden;
    quotes::set_request(tx, quoting.status, request_uri);
    const bool taken_back = quoting.quote.state == "revoked";
    const bool granted =
        quoting.quote.accepted() || (!taken_back && may_quote(tx, quoted, quoting.account) == MayQuote::at_once);
    if (!granted) {
        refuse_quote(tx, quoting);
        say_about(tx, Say::quote_rejected, quoting, request_uri);
        return {};
    }
    // The request itself shows the author the post, whoever else may see it.
    storage::statuses::add_mention(tx, quoting.status, quoted.account, true);
    accept_quote(tx, quoting, stamp_of(tx, urls, quoted, quoting.status));
    say_about(tx, Say::quote_accepted, quoting, request_uri);
    return {};
}

result<void> revoke_quote(Transaction& tx, const Account& by, const Status& quoted, StatusId quoting)
{
    if (quoted.account != by.id) return errc::forbidden;
    const auto found = quotes::find(tx, quoting);
    if (!found || found->quote.quoted != quoted.id) return errc::not_found;
    if (found->quote.state == "revoked") return {};
    if (found->quote.accepted()) count(tx, *found, -1);
    // Also one that was never accepted: a request that comes later is answered by what the author said here.
    quotes::set_state(tx, quoting, "revoked", found->quote.stamp);
    refresh(tx, *found);
    if (found->quote.accepted() && found->quote.stamp) say_about(tx, Say::quote_revoked, *found, *found->quote.stamp);
    if (found->local) say_about(tx, Say::quote_changed, *found, {});
    return {};
}

result<void> change_quote_policy(Transaction& tx, const Account& by, const Status& status, QuotePolicy wanted)
{
    if (status.account != by.id || status.reblog_of) return errc::forbidden;
    const auto policy = quote_policy_of(wanted, status.visibility);
    if (policy == status.quote_policy) return {};
    storage::statuses::set_quote_policy(tx, status.id, policy);
    if (status.local)
        say(tx, {.what = Say::quote_changed, .account = {}, .target = {}, .status = status.id, .text = {}});
    return {};
}

void tell_quoters(Transaction& tx, const Status& status)
{
    for (const auto& [account, quoting] : quotes::local_quoters(tx, status.id, most_told))
        notify(tx, account, status.account, "quoted_update", quoting);
}

} // namespace rounds::social
