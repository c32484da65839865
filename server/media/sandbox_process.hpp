#pragma once

#include "server/media/format/work.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <stop_token>

namespace rounds::media {

/// How a run of rounds-media ended.
struct Outcome
{
    std::optional<Made> made; ///< files are in the folder
    Failure failure = Failure::broken;
    bool stopped = false; ///< we were asked to stop: nothing is known of the file
};

/// Runs `program` (rounds-media) in `folder`, which holds `input` and nothing else, and waits for it. It gets an empty
/// environment, no open file of ours, and at most `patience`; then it and all it started are killed. However it ends
/// or breaks, only this outcome tells. Blocks.
[[nodiscard]] Outcome run_sandbox(
    const std::filesystem::path& program,
    const std::filesystem::path& folder,
    const Order& order,
    std::chrono::seconds patience,
    const std::stop_token& stop
);

/// Lets the process of run_sandbox, which is not root, work in `folder` and read what is in it.
void give_to_sandbox(const std::filesystem::path& folder);

/// rounds-media beside the running program.
[[nodiscard]] std::filesystem::path sandbox_program();

} // namespace rounds::media
