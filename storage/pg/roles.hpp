#pragma once

#include <string>

/// Whom PostgreSQL takes our connections for. The user of database.url owns the tables and migrates; pools work in a
/// role that may only add to the audit log, and one that seals it may do nothing else (security.md section 7).
namespace rounds::storage::roles {

/// Everything but the audit log: there INSERT and SELECT alone.
inline constexpr const char* app = "rounds_app";
/// Adds seals, heads and checkpoints, lets go of what a checkpoint covers, and sees no other table.
inline constexpr const char* sealer = "rounds_sealer";

/// Makes both, grants them what tables of this schema are theirs to use, and the user of `url` to be either. Changes
/// nothing where all is so. False when that user may not make roles and nobody made them for it (the log says so):
/// pools then work as that user. Throws Unavailable or std::runtime_error.
[[nodiscard]] bool prepare(const std::string& url);
/// Whether they are there to be used, without changing anything.
[[nodiscard]] bool ready(const std::string& url);

} // namespace rounds::storage::roles
