#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/error.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

namespace rounds::deliver {

/// Uniform in [0, 1): the edge that tests replace.
using Random = std::function<double()>;

/// How long and how often (federation.md section 3, security.md section 9).
struct Rules
{
    std::chrono::seconds retry_base{15}; ///< doubled with every attempt
    std::chrono::seconds retry_cap{6 * 3600};
    std::chrono::seconds retry_after_cap{24 * 3600}; ///< of what a server may ask for
    std::chrono::hours give_up{5 * 24};              ///< since the activity was made
    int failures_to_open = 5;                        ///< in a row
    std::chrono::seconds probe_base{60};             ///< first rest of an open breaker; doubled with every failed probe
    std::chrono::hours dead_after{7 * 24};           ///< of failing; from then on one probe a day
    int release = 50;                                ///< rows of a backlog released at once
    std::chrono::seconds release_every{1};
};

/// What came of one POST: a status, or why there is none.
struct Reply
{
    int status = 0;
    boost::system::error_code error;
    std::string_view retry_after; ///< the header
};

/// What it says about the server, for its breaker.
enum class HostSign {
    none,    ///< nothing
    alive,   ///< it answered as a working server does, whatever it thinks of the activity
    failing, ///< no answer, or 5xx
    wait,    ///< it asked to be left alone for a while
};

struct Verdict
{
    enum class Row { done, retry, failed } row = Row::done;
    std::chrono::seconds delay{0}; ///< for retry
    HostSign host = HostSign::none;
    bool knock_again = false; ///< try the other signature scheme before believing it
    bool inbox_gone = false;  ///< 410: its followers are dropped
};

/// The outcome table: 2xx is done; 400 and 401 are worth a second knock; 410 drops the inbox; other 4xx but 401, 408
/// and 429 and the status 501 are final; everything else is tried again after full jitter, or when the server says so.
/// `attempts` counts those before this one, `age` is that of the activity.
[[nodiscard]] Verdict
judge(const Reply& reply, int attempts, std::chrono::seconds age, Time now, const Rules& rules, const Random& random);

/// Seconds or an HTTP date (RFC 9110 section 10.2.3), never below a second nor above `cap`.
[[nodiscard]] std::optional<std::chrono::seconds>
read_retry_after(std::string_view header, Time now, std::chrono::seconds cap);

/// Uniform in (0, min(cap, base * 2^step)], at least a second.
[[nodiscard]] std::chrono::seconds
full_jitter(std::chrono::seconds base, int step, std::chrono::seconds cap, const Random& random);

} // namespace rounds::deliver
