#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace rounds {

/// A point in time in UTC, to the microsecond, as PostgreSQL keeps it.
using Time = std::chrono::sys_time<std::chrono::microseconds>;

/// The time of day, behind an interface so that tests can run years of retries in seconds.
class Clock
{
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Time now() const = 0;
};

class SystemClock final : public Clock
{
public:
    [[nodiscard]] Time now() const override;
};

/// A clock that stands still until it is moved.
class ManualClock final : public Clock
{
public:
    explicit ManualClock(Time start) : now_(start) {}
    [[nodiscard]] Time now() const override { return now_; }
    void set(Time now) { now_ = now; }
    void advance(std::chrono::microseconds by) { now_ += by; }

private:
    Time now_;
};

/// "2026-11-22T09:00:00.000Z": exactly three fraction digits (client-api.md 5.14: clients fail on anything else).
[[nodiscard]] std::string to_iso8601(Time time);

/// "2026-11-22".
[[nodiscard]] std::string to_iso_date(Time time);

/// Reads RFC 3339 date-times with any number of fraction digits and any offset.
[[nodiscard]] std::optional<Time> parse_iso8601(std::string_view text);

/// "Sun, 22 Nov 2026 09:00:00 GMT" (RFC 9110 IMF-fixdate).
[[nodiscard]] std::string to_http_date(Time time);
[[nodiscard]] std::optional<Time> parse_http_date(std::string_view text);

} // namespace rounds
