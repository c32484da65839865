#pragma once

#include "server/app/app.hpp"
#include "server/push/vapid.hpp"
#include "server/workers/worker.hpp"

#include <memory>

namespace rounds::workers {

/// Runs the jobs of kind "push" (social::notify): each sends one notification to one app's push service (RFC 8030).
/// A service that is down or busy is asked again later, as it says (Retry-After) or after full-jitter back-off; a
/// subscription that it no longer knows (404, 410) is forgotten; what is older than push.give_up_hours is not sent.
class PushWorker
{
public:
    struct Settings
    {
        unsigned threads = 1; ///< none: drain() alone works
        int claim = 16;       ///< sent at once
        std::chrono::seconds lease{60};
        std::chrono::seconds retry_base{15};
        std::chrono::milliseconds exchange{10'000};
        std::chrono::milliseconds poll{2000}; ///< longest rest when nobody calls wake()
    };

    /// Throws std::runtime_error when the instance's VAPID key cannot be read.
    PushWorker(app::App& app, Settings settings);
    ~PushWorker();

    /// There may be something to send. From any thread.
    void wake() noexcept;
    void stop();

    /// Sends what is due now in this thread. Returns how many jobs ended. For tests; not beside threads.
    std::size_t drain();

private:
    std::size_t work();

    app::App& app_;
    Settings settings_;
    std::string icon_;
    push::Vapid vapid_;
    Worker worker_;
};

} // namespace rounds::workers
