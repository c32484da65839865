#include "storage/base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace rounds::log {
namespace {

spdlog::logger& logger()
{
    static spdlog::logger instance{"rounds", std::make_shared<spdlog::sinks::stderr_sink_mt>()};
    return instance;
}

spdlog::level::level_enum to_spdlog(Level level) noexcept
{
    switch (level) {
    case Level::debug:
        return spdlog::level::debug;
    case Level::info:
        return spdlog::level::info;
    case Level::warn:
        return spdlog::level::warn;
    case Level::error:
        return spdlog::level::err;
    }
    return spdlog::level::err;
}

bool json_lines = false;

std::string json_escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) < 0x20)
            out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
        else
            out += c;
    }
    return out;
}

} // namespace

void configure(Level level, bool json)
{
    json_lines = json;
    logger().set_level(to_spdlog(level));
    logger().set_pattern(
        json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":"%v"})" : "%Y-%m-%dT%H:%M:%S.%eZ %l %v",
        spdlog::pattern_time_type::utc
    );
    logger().flush_on(spdlog::level::warn);
}

bool enabled(Level level) noexcept
{
    return logger().should_log(to_spdlog(level));
}

void write(Level level, std::string_view message)
{
    if (json_lines)
        logger().log(to_spdlog(level), "{}", json_escaped(message));
    else
        logger().log(to_spdlog(level), "{}", message);
}

void flush()
{
    logger().flush();
}

std::string printable(std::string_view text)
{
    constexpr std::size_t longest = 200;
    std::string out;
    for (const char c : text.substr(0, longest)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f)
            out += fmt::format("\\x{:02x}", byte);
        else
            out += c;
    }
    if (text.size() > longest) out += "...";
    return out;
}

} // namespace rounds::log
