#include "server/social/polls.hpp"

#include "server/social/visibility.hpp"
#include "storage/base/guards.hpp"
#include "storage/jobs.hpp"

#include <algorithm>

namespace rounds::social {

namespace {

namespace polls = storage::polls;

/// Servers that all wait for one poll's end must not ask its origin in the same second.
constexpr std::chrono::seconds longest_wait_for_origin{120};

void plan_end(Transaction& tx, PollId id, const std::optional<Time>& at)
{
    if (!at) return;
    json::object payload;
    payload["poll"] = to_string(id);
    storage::jobs::add(tx, poll_end_job, payload, {}, *at);
}

std::chrono::seconds wait_for_origin(PollId id)
{
    return std::chrono::seconds(to_int(id) % longest_wait_for_origin.count());
}

void forget_end(Transaction& tx, StatusId status)
{
    static const storage::Statement sql{
        "polls.forget_end", "DELETE FROM notifications WHERE status_id = $1 AND kind = 'poll'"
    };
    tx.exec(sql, status);
}

/// What holds for votes from here and elsewhere alike. The poll stays locked.
result<Poll> check_vote(
    Transaction& tx,
    const Account& by,
    const Status& status,
    PollId id,
    const std::vector<std::int64_t>& choices,
    Time now
)
{
    if (status.account == by.id) return errc::forbidden;
    auto poll = polls::lock(tx, id);
    if (!poll) return poll.error();
    if (!guards::hold("poll-end", !poll->ended(now))) return errc::gone;
    const auto known = [&](std::int64_t choice) { return choice >= 0 && std::cmp_less(choice, poll->options.size()); };
    if (choices.empty() || !std::ranges::all_of(choices, known)) return errc::invalid_argument;
    const auto before = polls::choices_of(tx, id, by.id);
    if (!poll->multiple && !before.empty()) return errc::already_exists;
    if (!poll->multiple && choices.size() > 1) return errc::invalid_argument;
    const auto chosen = [&](std::int64_t choice) { return std::ranges::find(before, choice) != before.end(); };
    if (std::ranges::any_of(choices, chosen)) return errc::already_exists;
    return poll;
}

/// Counts of a poll of ours go to other servers after a pause, once for all votes in it; hidden ones at the end.
void tell_counts(Transaction& tx, const Poll& poll, Time now)
{
    if (!poll.counts_shown(now) || !polls::ask_update(tx, poll.id, now + poll_update_pause)) return;
    say_later(
        tx,
        {.what = Say::poll_changed, .account = {}, .target = {}, .status = poll.status, .text = {}},
        now + poll_update_pause
    );
}

void tell_origin(Transaction& tx, const Account& by, const Poll& poll, const std::vector<PollVoteId>& votes)
{
    std::string ids;
    for (const auto id : votes) ids += (ids.empty() ? "" : " ") + to_string(id);
    say(tx, {.what = Say::poll_voted, .account = by.id, .target = {}, .status = poll.status, .text = ids});
}

} // namespace

Poll PollForm::begin(Time now) const
{
    Poll poll;
    poll.options = options;
    poll.votes.assign(options.size(), 0);
    poll.voters = 0;
    poll.multiple = multiple;
    poll.hide_totals = hide_totals;
    poll.expires_at = now + expires_in;
    return poll;
}

void ask(Transaction& tx, const Status& status, Poll poll)
{
    poll.status = status.id;
    poll.id = polls::add(tx, poll, storage::sealed::owner_of(status));
    if (status.local) plan_end(tx, poll.id, poll.expires_at);
}

PollChange PollChange::of(Transaction& tx, StatusId status, const std::optional<Poll>& wanted)
{
    PollChange change;
    if (auto present = polls::find_by_status(tx, status)) change.before_ = std::move(*present);
    change.after_ = wanted;
    if (change.after_) change.after_->status = status;
    return change;
}

bool PollChange::new_choices() const
{
    if (before_.has_value() != after_.has_value()) return true;
    return before_ && !before_->same_choices(*after_);
}

bool PollChange::any() const
{
    if (new_choices()) return true;
    return before_ && (before_->expires_at != after_->expires_at || before_->hide_totals != after_->hide_totals ||
                       before_->votes != after_->votes || before_->voters != after_->voters ||
                       before_->fetched_at != after_->fetched_at);
}

void PollChange::carry_out(Transaction& tx, const Status& status) const
{
    if (!before_ && !after_) return;
    if (!before_) return ask(tx, status, *after_);
    if (new_choices()) forget_end(tx, status.id);
    if (!after_) return polls::remove(tx, before_->id);
    if (!status.local && !new_choices())
        return polls::set_counts(tx, *before_, *after_, after_->fetched_at.value_or(Time{}));
    polls::change(tx, *before_, *after_, storage::sealed::owner_of(status));
    if (status.local) plan_end(tx, before_->id, after_->expires_at);
}

result<Poll> vote(Transaction& tx, const Account& by, PollId id, const std::vector<std::int64_t>& choices, Time now)
{
    const auto asked = polls::find(tx, id);
    if (!asked) return asked.error();
    const auto status = find_visible(tx, asked->status, by.id);
    if (!status) return status.error();
    auto wanted = choices;
    std::ranges::sort(wanted);
    wanted.erase(std::ranges::unique(wanted).begin(), wanted.end());
    const auto poll = check_vote(tx, by, *status, id, wanted, now);
    if (!poll) return poll;
    const auto added = polls::add_votes(tx, *poll, by.id, wanted);
    if (status->local) {
        tell_counts(tx, *poll, now);
    } else {
        tell_origin(tx, by, *poll, added);
        if (poll->expires_at) plan_end(tx, id, *poll->expires_at + wait_for_origin(id));
    }
    return polls::find(tx, id);
}

result<void>
receive_vote(Transaction& tx, const Account& by, StatusId id, std::string_view option, const std::string& uri, Time now)
{
    const auto status = find_visible(tx, id, by.id);
    if (!status || !status->local) return errc::not_found;
    const auto asked = polls::find_by_status(tx, id);
    if (!asked) return asked.error();
    const auto named = std::ranges::find(asked->options, option);
    if (named == asked->options.end()) return errc::invalid_argument;
    const std::vector<std::int64_t> choices{named - asked->options.begin()};
    const auto poll = check_vote(tx, by, *status, asked->id, choices, now);
    if (!poll) return poll.error();
    if (polls::add_votes(tx, *poll, by.id, choices, uri).empty()) return errc::already_exists;
    tell_counts(tx, *poll, now);
    return {};
}

result<void> count_poll(Transaction& tx, StatusId status, const Poll& told, Time now)
{
    const auto asked = polls::find_by_status(tx, status);
    if (!asked) return asked.error();
    if (!asked->same_choices(told)) return errc::invalid_argument;
    polls::set_counts(tx, *asked, told, now);
    return {};
}

void end_poll(Transaction& tx, PollId id, Time now)
{
    const auto poll = polls::find(tx, id);
    if (!poll || !polls::begin_end(tx, id, now)) return;
    const auto status = storage::statuses::find(tx, poll->status);
    if (!status) return;
    auto told = polls::local_voters(tx, id);
    if (status->local) told.push_back(status->account);
    notify(tx, told, status->account, "poll", status->id);
    storage::statuses::add_event(tx, "status.stats", status->id, status->account);
    if (status->local)
        say(tx, {.what = Say::poll_changed, .account = {}, .target = {}, .status = status->id, .text = {}});
}

} // namespace rounds::social
