#pragma once

#include <string>
#include <vector>

namespace rounds::media::worker {

/// Runs a program of the system without a shell, inside our fences; it writes to `output` (a file in the present
/// folder) and ends when we do. Its exit status, 128 + signal when a signal ended it, 127 when it cannot be started.
[[nodiscard]] int
run_program(const std::string& program, std::vector<std::string> arguments, const std::string& output);

/// The file's content, at most `most` bytes of it; empty when it cannot be read.
[[nodiscard]] std::string read_file(const std::string& path, std::size_t most);

} // namespace rounds::media::worker
