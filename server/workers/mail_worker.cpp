#include "server/workers/mail_worker.hpp"

#include "server/app/config.hpp"
#include "server/app/letters.hpp"
#include "server/workers/letter_text.hpp"
#include "server/workers/mail_settings.hpp"
#include "storage/base/log.hpp"
#include "storage/base/text.hpp"
#include "storage/jobs.hpp"

#include <stdexcept>

namespace rounds::workers {
namespace {

namespace jobs = storage::jobs;
using storage::Transaction;

std::optional<mail::Smtp> smtp_of(const app::Config::Mail& config)
{
    auto settings = smtp_settings(config);
    if (!settings) return std::nullopt;
    return std::make_optional<mail::Smtp>(std::move(*settings));
}

} // namespace

MailWorker::MailWorker(app::App& app, Settings settings)
    : app_(app),
      settings_(settings),
      sender_(mail_sender(app.config)),
      smtp_(smtp_of(app.config.mail)),
      worker_("mail", smtp_ ? settings.threads : 0, [this](const std::stop_token&) {
          return work() > 0 ? std::chrono::milliseconds{0} : settings_.poll;
      })
{
}

MailWorker::~MailWorker()
{
    stop();
}

void MailWorker::wake() noexcept
{
    worker_.wake();
}

void MailWorker::stop()
{
    worker_.stop();
}

std::size_t MailWorker::work()
{
    if (!smtp_) return 0;
    const std::chrono::seconds each(app_.config.mail.timeout_s);
    const auto lease = each * settings_.claim + std::chrono::seconds{30};
    const auto claimed = app_.work_db.single_blocking([&](Transaction& tx) {
        return jobs::claim(tx, {std::string(app::mail_job)}, settings_.claim, lease);
    });
    std::size_t ended = 0;
    for (const auto& job : claimed) {
        mail::SmtpFault fault;
        bool sent = false;
        try {
            const auto mail =
                app_.work_db.transact_blocking([&](Transaction& tx) { return write_mail(app_, tx, job.payload); });
            if (!mail) fault = {.why = mail.error().message(), .lasting = true};
            if (mail && *mail) {
                const auto message = compose(**mail, sender_, "mail-" + to_string(job.id), app_.clock.now());
                fault = smtp_->send(sender_.address, (*mail)->to, message);
                sent = fault.why.empty();
            }
        } catch (const std::exception& failure) {
            fault = {.why = failure.what(), .lasting = false};
        }
        app_.work_db.transact_blocking([&](Transaction& tx) {
            if (fault.why.empty()) return jobs::finish(tx, job.id);
            if (fault.lasting) return jobs::bury(tx, job, fault.why);
            return jobs::fail(tx, job, fault.why, settings_.retry_base);
        });
        if (fault.why.empty() || fault.lasting) ++ended;
        if (!fault.why.empty()) log::warn("mail job {}: {}", to_string(job.id), log::printable(fault.why));
        const auto* outcome = sent ? "sent" : fault.why.empty() ? "dropped" : fault.lasting ? "refused" : "later";
        app_.metrics.count("rounds_mails_total", "Mails by outcome", {{"outcome", outcome}});
    }
    return ended;
}

std::size_t MailWorker::drain()
{
    std::size_t all = 0;
    while (const auto ended = work()) all += ended;
    return all;
}

} // namespace rounds::workers
