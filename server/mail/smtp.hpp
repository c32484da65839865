#pragma once

#include "storage/base/error.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace rounds::mail {

struct SmtpSettings
{
    std::string server; ///< host:port
    enum class Security { starttls, tls, none } security = Security::starttls;
    std::string user; ///< empty: no log-in
    std::string password;
    std::string ca_file; ///< empty: the system's authorities
    std::chrono::seconds timeout{30};
};

/// Why a mail did not leave.
struct SmtpFault
{
    std::string why;      ///< in our words; without addresses
    bool lasting = false; ///< the server will not take it, however often it is tried
};

/// Hands messages to a mail server (RFC 5321), one connection each. TLS is demanded unless the settings say none.
class Smtp
{
public:
    /// Throws std::runtime_error for a server that is not named host:port, and for one without TLS that is not on this
    /// machine.
    explicit Smtp(SmtpSettings settings);

    /// Blocks until the server has taken it, or has not within the time-out. An empty fault: it has.
    [[nodiscard]] SmtpFault send(const std::string& from, const std::string& to, std::string_view message) const;
    /// Connects, takes up TLS and logs in as send() does, and leaves without a mail. An empty fault: all of it worked.
    [[nodiscard]] SmtpFault try_connect() const;

private:
    SmtpSettings settings_;
    std::string url_;
};

} // namespace rounds::mail
