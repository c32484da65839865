#include "admin/cli/command.hpp"
#include "storage/base/log.hpp"

namespace rounds::cli {

std::unique_ptr<app::Runtime> Environment::runtime() const
{
    auto loaded = config();
    log::configure(log::Level::warn, false);
    // A command is one person's one action: a few connections do.
    loaded.database.connections = 2;
    loaded.database.worker_connections = 1;
    return std::make_unique<app::Runtime>(std::move(loaded), app::Runtime::Options{.background_threads = 1});
}

} // namespace rounds::cli
