#include "server/social/cards.hpp"

#include "server/social/text/links.hpp"
#include "server/social/thread.hpp"
#include "storage/jobs.hpp"

namespace rounds::social {

void plan_card(Transaction& tx, const Status& status, Time now, std::string_view former_content)
{
    if (!open_to_all(status) || (!text::may_link(status.content) && !text::may_link(former_content))) return;
    constexpr std::int64_t longest_wait_s = 60;
    const auto wait = status.local ? 0 : to_int(status.id) % longest_wait_s; // ids end in a sequence: as good as random
    json::object payload;
    payload["status"] = to_string(status.id);
    storage::jobs::add(tx, card_job, payload, {}, now + std::chrono::seconds(wait));
}

} // namespace rounds::social
