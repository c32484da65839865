#pragma once

#include "server/app/config.hpp"
#include "server/media/format/format.hpp"
#include "server/media/format/work.hpp"

#include <chrono>

namespace rounds::media {

/// What the sandbox is told and given for a file of that family.
[[nodiscard]] Order order_for(const app::Config::Media& config, Task task, Family family);
[[nodiscard]] std::chrono::seconds patience_for(const app::Config::Media& config, Family family);
/// Bytes that a file of that family may have.
[[nodiscard]] std::size_t most_bytes(const app::Config::Media& config, Family family);
/// Whether the work on it is a film's: a moving GIF is one, though its family is image.
[[nodiscard]] Family family_of_work(const Format& format, Task task) noexcept;

} // namespace rounds::media
