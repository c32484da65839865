#pragma once

#include "federation/build/keyring.hpp"
#include "server/app/config.hpp"
#include "server/social/verbs.hpp"
#include "storage/pg/database.hpp"

#include <memory>

namespace rounds::app {

/// The instance's own actor: fetchable without a signature, signs all GETs (federation.md 1.4), speaks in reports.
struct InstanceSetup
{
    storage::Account actor;
    std::shared_ptr<const build::LocalKeys> keys;
};

/// Whether the database holds anything sealed with the secret key.
[[nodiscard]] bool holds_secrets(storage::Database& db);

/// Claims the database for the configured domain and makes the instance actor on first start. Throws std::runtime_error
/// when the database belongs to another domain.
[[nodiscard]] InstanceSetup
set_up_instance(storage::Database& db, const Config& config, const social::Urls& urls, build::Keyring& keyring);

} // namespace rounds::app
