#include "server/workers/delivery_worker.hpp"

#include "storage/base/log.hpp"
#include "storage/deliveries.hpp"
#include "storage/peers.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <thread>

namespace rounds::workers {

namespace {

constexpr std::chrono::minutes sweep_every{10};
/// Finished rows are kept so long for the operator's eyes.
constexpr std::chrono::hours keep_finished{30 * 24};
/// Servers we remember; those with anything to send stay whatever their number.
constexpr std::int64_t keep_peers = 20'000;

} // namespace

std::size_t
sweep_deliveries(storage::Transaction& tx, Time now, std::chrono::hours give_up, std::chrono::hours keep_receipts)
{
    std::size_t touched = storage::deliveries::give_up(tx, now - give_up, now);
    touched += storage::deliveries::prune(tx, now - keep_finished, now - keep_receipts);
    touched += storage::peers::prune(tx, keep_peers);
    return touched;
}

deliver::Settings delivery_settings(const app::Config& config)
{
    const auto& given = config.federation;
    deliver::Settings settings;
    settings.per_host = given.deliveries_per_host;
    settings.overall = given.deliveries;
    settings.rules.retry_base = std::chrono::seconds(given.retry_base_s);
    settings.rules.retry_cap = std::chrono::seconds(given.retry_cap_s);
    settings.rules.give_up = std::chrono::days(given.give_up_days);
    settings.rules.dead_after = std::chrono::days(given.dead_after_days);
    return settings;
}

struct DeliveryWorker::Impl
{
    boost::asio::io_context context{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> busy;
    deliver::Deliverer deliverer;
    std::thread thread;
    Worker sweeper;

    explicit Impl(app::App& app)
        : busy(boost::asio::make_work_guard(context)),
          deliverer(
              context.get_executor(),
              {app.work_db, app.fetch, app.keyring, app.trust, app.clock},
              delivery_settings(app.config)
          ),
          thread([this] { context.run(); }),
          sweeper("delivery sweeper", 1, [&app](const std::stop_token&) {
              const auto give_up = std::chrono::days(app.config.federation.give_up_days);
              const auto receipts = std::chrono::days(app.config.retention.receipts_days);
              app.work_db.transact_blocking([&](storage::Transaction& tx) {
                  return sweep_deliveries(tx, app.clock.now(), give_up, receipts);
              });
              return std::chrono::milliseconds(sweep_every);
          })
    {
        deliverer.start();
    }

    ~Impl() { stop(); }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void stop()
    {
        sweeper.stop();
        deliverer.stop();
        busy.reset();
        if (thread.joinable()) thread.join();
    }
};

DeliveryWorker::DeliveryWorker(app::App& app) : impl_(std::make_unique<Impl>(app)) {}

DeliveryWorker::~DeliveryWorker() = default;

void DeliveryWorker::wake()
{
    impl_->deliverer.wake();
}

void DeliveryWorker::stop()
{
    impl_->stop();
}

deliver::Deliverer::Figures DeliveryWorker::figures() const noexcept
{
    return impl_->deliverer.figures();
}

} // namespace rounds::workers
