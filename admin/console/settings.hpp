#pragma once

#include "server/app/config.hpp"
#include "storage/pg/database.hpp"

namespace rounds::console {

/// Notes what has changed in the settings since a server was started last, for the page that shows them. Where each
/// process listens is left out, and what is secret.
void note_settings(storage::Database& db, const app::Config& config);

} // namespace rounds::console
