#pragma once

#include "server/backup/archive.hpp"
#include "storage/base/clock.hpp"
#include "storage/base/json.hpp"
#include "storage/pg/dump.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rounds::backup {

// Names of what a backup holds.
inline constexpr std::string_view database_name = "database.dump";
inline constexpr std::string_view config_name = "rounds.toml";
inline constexpr std::string_view heads_name = "audit/heads.jsonl";
inline constexpr std::string_view media_prefix = "media/";
inline constexpr std::string_view manifest_name = "manifest.json"; ///< the last one

/// The end of the sealed audit log.
struct AuditHead
{
    std::int64_t seal = 0;
    std::int64_t entry = 0;
    std::string hash; ///< hexadecimal

    [[nodiscard]] bool operator==(const AuditHead&) const = default;
};

/// What a backup says of itself, so that a restored instance can be compared with the one that was.
struct Manifest
{
    std::string version; ///< of the program
    std::string domain;
    std::string schema;                         ///< the last migration
    int postgres = 0;                           ///< 150004 is 15.4
    Time taken_at{};                            ///< what was written later is not in it
    std::string media_store;                    ///< "disk": its files are in it; "s3": they are not
    std::map<std::string, std::int64_t> rows{}; ///< of each table
    std::optional<AuditHead> audit{};
    std::vector<Entry> files{};

    [[nodiscard]] std::size_t media_files() const noexcept;
};

[[nodiscard]] json::object to_json(const Manifest& manifest);
/// Throws BadFile.
[[nodiscard]] Manifest read_manifest(std::string_view text);

[[nodiscard]] std::optional<AuditHead> audit_head(storage::Snapshot& snapshot);

} // namespace rounds::backup
