#pragma once

#include "server/app/app.hpp"
#include "server/mail/message.hpp"
#include "server/mail/smtp.hpp"
#include "server/workers/worker.hpp"

#include <chrono>
#include <memory>
#include <optional>

namespace rounds::workers {

/// Writes and sends what app::send_letter asked for. A letter is tried until the mail server takes it, or refuses it
/// for good; one whose reason has gone meanwhile is not sent. Where no mail is configured it does nothing.
class MailWorker
{
public:
    struct Settings
    {
        unsigned threads = 1;
        int claim = 4;
        std::chrono::seconds retry_base{30};
        std::chrono::milliseconds poll{1000};
    };

    /// Throws std::runtime_error when the settings of mail are wrong or its password cannot be read.
    MailWorker(app::App& app, Settings settings);
    ~MailWorker();

    void wake() noexcept;
    void stop();
    /// Sends what is due now in this thread. Returns how many jobs ended. For tests; not beside threads.
    std::size_t drain();

private:
    std::size_t work();

    app::App& app_;
    Settings settings_;
    mail::Sender sender_;
    std::optional<mail::Smtp> smtp_;
    Worker worker_;
};

} // namespace rounds::workers
