#include "federation/deliver/judge.hpp"

#include "federation/fetch/error.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <cmath>

namespace rounds::deliver {

namespace {

using fetch::fetch_errc;
using std::chrono::seconds;

/// Ours to decide, or nothing a later try would change.
bool hopeless(const boost::system::error_code& error)
{
    return error == fetch_errc::bad_url || error == fetch_errc::blocked;
}

bool final_status(int status) noexcept
{
    if (status == 501) return true;
    return status >= 400 && status < 500 && status != 401 && status != 408 && status != 429;
}

Verdict retry(const Reply& reply, int attempts, seconds age, Time now, const Rules& rules, const Random& random)
{
    Verdict verdict{.row = Verdict::Row::retry};
    verdict.delay = full_jitter(rules.retry_base, attempts, rules.retry_cap, random);
    const bool overloaded = reply.status == 429 || reply.status == 503;
    const auto asked = overloaded ? read_retry_after(reply.retry_after, now, rules.retry_after_cap) : std::nullopt;
    if (asked) verdict.delay = std::max(verdict.delay, *asked);
    if (age + verdict.delay > rules.give_up) verdict.row = Verdict::Row::failed;
    if (asked)
        verdict.host = HostSign::wait;
    else if (reply.error == fetch_errc::busy)
        verdict.host = HostSign::none; // our own queue was full
    else if (reply.status == 0 || reply.status >= 500)
        verdict.host = HostSign::failing;
    else
        verdict.host = HostSign::none; // 401, 408, 429, redirects: it lives, but this did not work
    return verdict;
}

} // namespace

Verdict judge(const Reply& reply, int attempts, seconds age, Time now, const Rules& rules, const Random& random)
{
    if (reply.status >= 200 && reply.status < 300) return {.row = Verdict::Row::done, .host = HostSign::alive};
    if (reply.status == 0 && hopeless(reply.error)) return {.row = Verdict::Row::failed};
    Verdict verdict;
    if (final_status(reply.status)) {
        verdict = {.row = Verdict::Row::failed, .host = HostSign::alive};
        verdict.inbox_gone = reply.status == 410;
    } else {
        verdict = retry(reply, attempts, age, now, rules, random);
    }
    verdict.knock_again = reply.status == 400 || reply.status == 401;
    return verdict;
}

std::optional<seconds> read_retry_after(std::string_view header, Time now, seconds cap)
{
    header = text::trim(header);
    if (header.empty()) return std::nullopt;
    if (const auto number = text::parse_int(header))
        return std::clamp(seconds(std::min<long long>(*number, cap.count())), seconds(1), cap);
    if (const auto date = parse_http_date(header))
        return std::clamp(std::chrono::ceil<seconds>(*date - now), seconds(1), cap);
    return std::nullopt;
}

seconds full_jitter(seconds base, int step, seconds cap, const Random& random)
{
    const auto most = std::min(static_cast<double>(cap.count()), std::ldexp(static_cast<double>(base.count()), step));
    return std::max(seconds(1), seconds(static_cast<long long>(std::ceil(most * random()))));
}

} // namespace rounds::deliver
