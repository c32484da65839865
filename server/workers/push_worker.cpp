#include "server/workers/push_worker.hpp"

#include "federation/deliver/judge.hpp"
#include "federation/fetch/error.hpp"
#include "server/app/push_hosts.hpp"
#include "server/app/vapid.hpp"
#include "server/push/message.hpp"
#include "storage/base/log.hpp"
#include "storage/base/url.hpp"
#include "storage/jobs.hpp"
#include "storage/push.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>

namespace rounds::workers {

namespace {

namespace jobs = storage::jobs;
namespace push_rows = storage::push;
using std::chrono::seconds;
using storage::Transaction;

constexpr seconds longest_wait{6 * 3600}; ///< that a push service may ask for

/// One job on its way.
struct Sending
{
    jobs::Job job;
    std::optional<push_rows::Message> message; ///< nothing: there is nothing to send any more
    std::string url;
    push::Request request;
    std::optional<result<fetch::FetchResponse>> response;
};

/// What becomes of a job.
struct Outcome
{
    enum class End { done, forget, again, give_up } end = End::done;
    std::optional<seconds> after; ///< of `again`, when the service named a time
    std::string why;
};

Outcome judge(const result<fetch::FetchResponse>& response, Time now)
{
    using enum Outcome::End;
    if (!response) {
        const auto& error = response.error();
        const bool ours = error == fetch::fetch_errc::bad_url || error == fetch::fetch_errc::blocked;
        return {.end = ours ? give_up : again, .after = {}, .why = error.message()};
    }
    const auto status = response->status;
    if (status >= 200 && status < 300) return {};
    auto why = "the push service answered " + std::to_string(status);
    if (status == 404 || status == 410) return {.end = forget, .after = {}, .why = std::move(why)};
    const bool passing = status == 408 || status == 429 || status >= 500;
    if (!passing) return {.end = give_up, .after = {}, .why = std::move(why)};
    const auto after = deliver::read_retry_after(response->header("retry-after"), now, longest_wait);
    return {.end = again, .after = after, .why = std::move(why)};
}

const char* name_of(Outcome::End end) noexcept
{
    switch (end) {
    case Outcome::End::done:
        return "sent";
    case Outcome::End::forget:
        return "forgotten";
    case Outcome::End::again:
        return "later";
    case Outcome::End::give_up:
        return "given up";
    }
    return "";
}

std::vector<Sending> claim(app::App& app, const PushWorker::Settings& settings)
{
    const auto claimed = app.work_db.single_blocking([&](Transaction& tx) {
        return jobs::claim(tx, {std::string(push_rows::job)}, settings.claim, settings.lease);
    });
    if (claimed.empty()) return {};
    return app.work_db.transact_blocking([&](Transaction& tx) {
        std::vector<Sending> all;
        for (const auto& job : claimed) {
            const auto subscription = parse_id<PushId>(string_at(job.payload, "subscription"));
            const auto notification = parse_id<NotificationId>(string_at(job.payload, "notification"));
            Sending sending;
            sending.job = job;
            if (subscription && notification)
                if (auto found = push_rows::find_message(tx, *subscription, *notification, app.clock.now()))
                    sending.message = std::move(*found);
            all.push_back(std::move(sending));
        }
        return all;
    });
}

boost::asio::awaitable<void> post(app::App& app, Sending& sending, std::chrono::milliseconds exchange)
{
    fetch::Options options;
    options.place = fetch::Place::anywhere;
    options.deadline = exchange;
    options.max_bytes = 64 << 10;
    for (const auto& [name, value] : sending.request.headers) options.headers.push_back({name, value});
    auto response =
        co_await app.fetch.post(sending.url, sending.request.body, "application/octet-stream", std::move(options));
    sending.response = std::move(response);
}

Outcome settle(app::App& app, const Sending& sending, seconds retry_base)
{
    auto outcome = sending.response ? judge(*sending.response, app.clock.now()) : Outcome{};
    app.work_db.transact_blocking([&](Transaction& tx) {
        switch (outcome.end) {
        case Outcome::End::forget:
            push_rows::remove(tx, sending.message->subscription.id);
            [[fallthrough]];
        case Outcome::End::done:
            return jobs::finish(tx, sending.job.id);
        case Outcome::End::give_up:
            return jobs::bury(tx, sending.job, outcome.why);
        case Outcome::End::again:
            if (outcome.after) return jobs::postpone(tx, sending.job, outcome.why, *outcome.after);
            return jobs::fail(tx, sending.job, outcome.why, retry_base);
        }
    });
    return outcome;
}

std::string subject_of(const app::App& app)
{
    const auto& email = app.config.instance.contact_email;
    return email.empty() ? app.urls.base() : "mailto:" + email;
}

} // namespace

PushWorker::PushWorker(app::App& app, Settings settings)
    : app_(app),
      settings_(settings),
      icon_(app.urls.asset("icon.png")),
      // In this order: the private half exists once the public one was asked for.
      vapid_([&] {
          auto point = app::vapid_public_key(app.work_db, app.secrets);
          const auto key = app::vapid_private_key(app.work_db, app.secrets);
          return push::Vapid(key, std::move(point), subject_of(app));
      }()),
      worker_("push", settings.threads, [this](const std::stop_token&) {
          return work() > 0 ? std::chrono::milliseconds{0} : settings_.poll;
      })
{
}

PushWorker::~PushWorker() = default;

void PushWorker::wake() noexcept
{
    worker_.wake();
}

void PushWorker::stop()
{
    worker_.stop();
}

std::size_t PushWorker::work()
{
    auto all = claim(app_, settings_);
    const auto now = app_.clock.now();
    boost::asio::io_context sending_now;
    for (auto& sending : all) {
        if (!sending.message) continue;
        const auto& to = sending.message->subscription;
        const auto old = std::chrono::duration_cast<seconds>(now - sending.message->created_at);
        const seconds left = std::chrono::hours(app_.config.push.give_up_hours) - old;
        const auto token = app_.secrets.open(to.access_token_sealed, push_rows::access_token_context(to.token));
        const auto url = parse_url(to.endpoint);
        if (left <= seconds{0} || !token || !url || !app::may_push_to(url->host, app_.config)) continue;
        auto request = push::build_request(to, push::payload(*sending.message, *token, icon_), vapid_, left, now);
        if (!request) continue;
        sending.url = to.endpoint;
        sending.request = std::move(*request);
        boost::asio::co_spawn(
            sending_now,
            post(app_, sending, settings_.exchange),
            [&sending](const std::exception_ptr& failure) {
                if (failure) sending.response = boost::system::error_code(fetch::fetch_errc::protocol);
            }
        );
    }
    sending_now.run();
    std::size_t ended = 0;
    for (const auto& sending : all) {
        const auto outcome = settle(app_, sending, settings_.retry_base);
        if (outcome.end != Outcome::End::again) ++ended;
        if (!sending.response) continue;
        app_.metrics.count("rounds_push_total", "Notifications pushed by outcome", {{"outcome", name_of(outcome.end)}});
        if (outcome.end != Outcome::End::done)
            log::info("push job {}: {}", to_string(sending.job.id), log::printable(outcome.why));
    }
    return ended;
}

std::size_t PushWorker::drain()
{
    std::size_t all = 0;
    while (const auto ended = work()) all += ended;
    return all;
}

} // namespace rounds::workers
