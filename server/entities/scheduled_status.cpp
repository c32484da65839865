#include "server/entities/scheduled_status.hpp"

namespace rounds::entities {

json::object scheduled_status(const storage::scheduled::Scheduled& scheduled)
{
    json::object params;
    for (const auto* key :
         {"text",
          "poll",
          "media_ids",
          "sensitive",
          "spoiler_text",
          "visibility",
          "in_reply_to_id",
          "language",
          "application_id",
          "quoted_status_id",
          "quote_approval_policy"})
        if (const auto* value = scheduled.form.if_contains(key)) params[key] = *value;
    params["scheduled_at"] = nullptr;
    params["idempotency"] = nullptr;
    params["with_rate_limit"] = false;
    if (const auto* media = array_at(params, "media_ids"); media != nullptr && media->empty())
        params["media_ids"] = nullptr;
    json::object o;
    o["id"] = to_string(scheduled.id);
    o["scheduled_at"] = to_iso8601(scheduled.at);
    o["params"] = std::move(params);
    o["media_attachments"] = json::array{};
    return o;
}

} // namespace rounds::entities
