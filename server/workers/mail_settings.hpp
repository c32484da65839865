#pragma once

#include "server/app/config.hpp"
#include "server/mail/message.hpp"
#include "server/mail/smtp.hpp"

#include <optional>

namespace rounds::workers {

/// Section "mail"; nothing when no mail is sent. Throws std::runtime_error when the password cannot be read.
[[nodiscard]] std::optional<mail::SmtpSettings> smtp_settings(const app::Config::Mail& config);

/// Who our mails are from. Throws std::runtime_error when mails are sent and nobody is named.
[[nodiscard]] mail::Sender mail_sender(const app::Config& config);

} // namespace rounds::workers
