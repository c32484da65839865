#pragma once

#include "server/app/app.hpp"
#include "server/mail/message.hpp"
#include "storage/base/json.hpp"

#include <optional>

namespace rounds::workers {

/// The mail that a job of kind app::mail_job asks for, with a fresh link where it has one. Nothing when there is no
/// reason for it any more: the account is gone, the address confirmed. invalid_argument when the payload is none.
[[nodiscard]] result<std::optional<mail::Mail>>
write_mail(const app::App& app, storage::Transaction& tx, const json::object& payload);

} // namespace rounds::workers
