#pragma once

#include "storage/base/embedded.hpp"

#include <span>
#include <string>
#include <vector>

namespace rounds::storage {

/// Applies migrations/NNNN_table__change.sql in order, each in its own transaction, under an advisory lock (one runner
/// at a time), with a SHA-256 of each recorded. A released file that was edited, or a database that is newer than the
/// program, is refused with std::runtime_error naming the file.
class Migrator
{
public:
    explicit Migrator(std::string url, std::span<const base::EmbeddedFile> files = embedded::storage_pg());

    struct State
    {
        std::string name;
        bool applied;
    };
    [[nodiscard]] std::vector<State> state();
    /// Names of those applied now. With `dry_run`, of those that would be.
    std::vector<std::string> migrate(bool dry_run = false);

private:
    std::string url_;
    std::span<const base::EmbeddedFile> files_;
};

} // namespace rounds::storage
