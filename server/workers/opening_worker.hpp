#pragma once

#include "server/app/app.hpp"
#include "server/workers/worker.hpp"

namespace rounds::workers {

/// Tells people of conversations that were opened in an emergency, where that was put off
/// (server/moderation/break_glass). Looks each minute; any number of processes may run one.
class OpeningWorker
{
public:
    struct Settings
    {
        unsigned threads = 1; ///< 0: tests call work() themselves
    };

    OpeningWorker(app::App& app, Settings settings);
    /// How many openings' people were told.
    std::size_t work();
    void stop() { worker_.stop(); }

private:
    app::App& app_;
    Worker worker_;
};

} // namespace rounds::workers
