#include "server/inbound/fetch_status.hpp"
#include "server/knowledge/chats.hpp"
#include "server/knowledge/questions.hpp"
#include "server/social/cards.hpp"
#include "server/social/collections.hpp"
#include "server/social/delete_account.hpp"
#include "server/social/import.hpp"
#include "server/social/move.hpp"
#include "server/social/polls.hpp"
#include "server/social/quotes.hpp"
#include "server/social/scheduled.hpp"
#include "server/social/thread_refresh.hpp"
#include "server/workers/affiliation_task.hpp"
#include "server/workers/collection_task.hpp"
#include "server/workers/import_task.hpp"
#include "server/workers/preview_task.hpp"
#include "server/workers/quote_task.hpp"
#include "server/workers/roster_task.hpp"
#include "server/workers/task_worker.hpp"
#include "server/workers/thread_task.hpp"
#include "storage/accounts.hpp"
#include "storage/affiliations.hpp"
#include "storage/jobs.hpp"
#include "storage/publications.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

namespace rounds::workers {

namespace {

using storage::Transaction;
using Parts = TaskWorker::Parts;

result<void> publish_scheduled(const Parts& parts, Transaction& tx, const json::object& payload)
{
    const auto id = parse_id<ScheduledId>(string_at(payload, "scheduled"));
    if (!id) return errc::invalid_argument;
    const auto status = social::publish(tx, parts.urls, *id, parts.clock.now());
    if (!status) return status.error();
    knowledge::record_chat_post(tx, *status, parts.clock.now());
    knowledge::record_question(tx, *status);
    const auto author = storage::accounts::find(tx, status->account);
    const auto user = storage::accounts::find_user(tx, status->account);
    if (author && user && parts.care)
        social::look_after(tx, parts.urls, *parts.care, {*author, user->locale, *status}, parts.clock.now());
    return {};
}

/// The last counts of a poll of another server are its origin's to tell. When it does not answer, what is known is
/// told: the end is what people wait for.
result<void> ask_for_counts(const Parts& parts, const json::object& payload)
{
    const auto id = parse_id<PollId>(string_at(payload, "poll"));
    if (!id) return errc::invalid_argument;
    const auto uri = parts.db.transact_blocking([&](Transaction& tx) -> result<std::string> {
        const auto poll = storage::polls::find(tx, *id);
        if (!poll) return poll.error();
        const auto post = storage::publications::trace(tx, poll->status);
        if (!post || post->local || post->deleted_at) return errc::not_found;
        return post->uri;
    });
    if (!uri || !parts.inbound) return {};
    auto refreshed =
        boost::asio::co_spawn(parts.executor, inbound::refresh_status(*parts.inbound, *uri), boost::asio::use_future);
    (void)refreshed.get();
    return {};
}

result<void> end_poll(const Parts& parts, Transaction& tx, const json::object& payload)
{
    const auto id = parse_id<PollId>(string_at(payload, "poll"));
    if (!id) return errc::invalid_argument;
    social::end_poll(tx, *id, parts.clock.now());
    return {};
}

/// What was asked for is kept already.
result<void> nothing_left(const Parts&, Transaction&, const json::object&)
{
    return {};
}

/// One part, and the next one after it.
result<void> erase_account(const Parts&, Transaction& tx, const json::object& payload)
{
    const auto id = parse_id<AccountId>(string_at(payload, "account"));
    if (!id) return errc::invalid_argument;
    if (!social::erase_some(tx, *id)) storage::jobs::add(tx, social::erase_job, payload);
    return {};
}

/// One part, and the next one after it.
result<void> move_followers(const Parts& parts, Transaction& tx, const json::object& payload)
{
    const auto from = parse_id<AccountId>(string_at(payload, "from"));
    const auto to = parse_id<AccountId>(string_at(payload, "to"));
    if (!from || !to) return errc::invalid_argument;
    if (!social::move_some(tx, parts.urls, *from, *to)) storage::jobs::add(tx, social::move_job, payload);
    return {};
}

} // namespace

std::vector<TaskKind> task_kinds()
{
    return {
        {.name = social::publish_job, .ask = nullptr, .act = publish_scheduled},
        {.name = social::poll_end_job, .ask = ask_for_counts, .act = end_poll},
        {.name = social::erase_job, .ask = nullptr, .act = erase_account},
        {.name = social::move_job, .ask = nullptr, .act = move_followers},
        {.name = social::import_job, .ask = work_off_rows, .act = plan_next_rows},
        {.name = social::card_job, .ask = ask_page, .act = attach_card},
        {.name = app::roster_job, .ask = ask_roster, .act = plan_roster},
        {.name = app::roster_entry_job, .ask = ask_roster_entry, .act = nothing_left},
        {.name = social::read_thread_job, .ask = read_thread, .act = end_thread},
        {.name = social::verify_item_job, .ask = verify_item, .act = nothing_left},
        {.name = social::read_collection_job, .ask = read_collection, .act = nothing_left},
        {.name = storage::affiliations::check_job, .ask = ask_for_credential, .act = plan_next_check},
        {.name = social::verify_quote_job, .ask = ask_for_stamp, .act = nothing_left},
    };
}

TaskWorker::Settings prompt_tasks()
{
    TaskWorker::Settings settings;
    settings.kinds = {std::string(social::publish_job)};
    return settings;
}

TaskWorker::Settings slow_tasks()
{
    TaskWorker::Settings settings;
    for (const auto& kind : task_kinds())
        if (kind.name != social::publish_job) settings.kinds.emplace_back(kind.name);
    settings.threads = 2;
    return settings;
}

} // namespace rounds::workers
