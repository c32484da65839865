#pragma once

#include "federation/deliver/deliverer.hpp"
#include "server/app/app.hpp"
#include "server/workers/worker.hpp"

#include <memory>

namespace rounds::workers {

/// Runs a Deliverer on a thread of its own, and sweeps: what was tried too long is given up, what is finished long ago
/// and peers nobody deals with any more are forgotten.
class DeliveryWorker
{
public:
    explicit DeliveryWorker(app::App& app);
    ~DeliveryWorker();
    DeliveryWorker(const DeliveryWorker&) = delete;
    DeliveryWorker& operator=(const DeliveryWorker&) = delete;

    void wake();
    void stop();
    [[nodiscard]] deliver::Deliverer::Figures figures() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// What the configuration says about delivery.
[[nodiscard]] deliver::Settings delivery_settings(const app::Config& config);

/// One round of sweeping. Returns how many rows it ended or forgot.
std::size_t
sweep_deliveries(storage::Transaction& tx, Time now, std::chrono::hours give_up, std::chrono::hours keep_receipts);

} // namespace rounds::workers
