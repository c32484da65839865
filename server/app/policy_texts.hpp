#pragma once

#include "server/app/config.hpp"
#include "storage/base/clock.hpp"
#include "storage/pg/database.hpp"

namespace rounds::app {

/// Keeps the configured privacy policy and terms of service (storage/policy_texts.hpp) when their files say something
/// new. Throws std::runtime_error with one clear line when a file cannot be read or is empty. Blocking.
void keep_policy_texts(storage::Database& db, const Config& config, Time now);

} // namespace rounds::app
