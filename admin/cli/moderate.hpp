#pragma once

#include "admin/cli/command.hpp"
#include "server/moderation/moderation.hpp"

namespace rounds::cli {

/// "ann", "@ann" of this instance; "ann@mercy.example" of another. UsageError when there is none.
[[nodiscard]] storage::Account any_account(storage::Transaction& tx, const app::App& app, const std::string& name);
/// Who runs the command: the account of --as with its role, else the operator.
[[nodiscard]] moderation::Staff staff_from(storage::Transaction& tx, const std::string& as);

void add_moderate_reports(CLI::App& moderate, Environment& environment);

} // namespace rounds::cli
