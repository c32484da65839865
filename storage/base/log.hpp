#pragma once

#include <fmt/core.h>
#include <string>
#include <string_view>

/// The log. One line per event on standard error; never a token, a password, a key or the text of a post.
namespace rounds::log {

enum class Level { debug, info, warn, error };

/// Lines below `level` are dropped. `json` writes one JSON object per line instead of text.
void configure(Level level, bool json);
[[nodiscard]] bool enabled(Level level) noexcept;
void write(Level level, std::string_view message);
void flush();

template <class... Args> void debug(fmt::format_string<Args...> format, Args&&... args)
{
    if (enabled(Level::debug)) write(Level::debug, fmt::format(format, std::forward<Args>(args)...));
}

template <class... Args> void info(fmt::format_string<Args...> format, Args&&... args)
{
    if (enabled(Level::info)) write(Level::info, fmt::format(format, std::forward<Args>(args)...));
}

template <class... Args> void warn(fmt::format_string<Args...> format, Args&&... args)
{
    write(Level::warn, fmt::format(format, std::forward<Args>(args)...));
}

template <class... Args> void error(fmt::format_string<Args...> format, Args&&... args)
{
    write(Level::error, fmt::format(format, std::forward<Args>(args)...));
}

/// Control characters become \xNN, so that remote text cannot forge a line; cut at 200 bytes.
[[nodiscard]] std::string printable(std::string_view text);

} // namespace rounds::log
