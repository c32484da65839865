#pragma once

#include "tests/support/test_database.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace rounds::test {

/// A mail as a mail server received it.
struct ReceivedMail
{
    std::string from;
    std::string to;
    bool tls = false;
    std::string user;    ///< who logged in at the mail server
    std::string content; ///< headers and body, byte for byte

    /// A header, unfolded; encoded words stay as they are.
    [[nodiscard]] std::string header(const std::string& name) const;
    /// The body, decoded.
    [[nodiscard]] std::string body() const;
    /// The value of ?token= in the body; empty when there is none.
    [[nodiscard]] std::string token() const;
};

/// A mail server on loopback, a process of its own (mail_sink.py).
class MailSink
{
public:
    struct Tls
    {
        std::string certificate_file;
        std::string key_file;
        std::string user;
        std::string password;
    };

    MailSink() : MailSink(nullptr) {}
    explicit MailSink(const Tls& tls) : MailSink(&tls) {}
    ~MailSink();
    MailSink(const MailSink&) = delete;
    MailSink& operator=(const MailSink&) = delete;

    [[nodiscard]] std::string server() const { return "127.0.0.1:" + std::to_string(port_); }
    /// All mails so far, the oldest first.
    [[nodiscard]] std::vector<ReceivedMail> mails() const;

private:
    explicit MailSink(const Tls* tls);

    TemporaryFolder folder_;
    int process_ = 0;
    int input_ = -1;
    std::uint16_t port_ = 0;
};

} // namespace rounds::test
