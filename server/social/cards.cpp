#include "server/social/cards.hpp"

#include "server/social/thread.hpp"
#include "storage/jobs.hpp"

namespace rounds::social {

namespace {

/// A quick look at sanitised HTML: any anchor that is not marked as mention or tag. What it really is, is for the job
/// to find out.
bool may_link(std::string_view html)
{
    for (auto at = html.find("<a "); at != std::string_view::npos; at = html.find("<a ", at + 1)) {
        const auto tag = html.substr(at, html.find('>', at) - at);
        if (tag.find("mention") == std::string_view::npos && tag.find("hashtag") == std::string_view::npos) return true;
    }
    return false;
}

} // namespace

void plan_card(Transaction& tx, const Status& status, Time now, std::string_view former_content)
{
    if (!open_to_all(status) || (!may_link(status.content) && !may_link(former_content))) return;
    constexpr std::int64_t longest_wait_s = 60;
    const auto wait = status.local ? 0 : to_int(status.id) % longest_wait_s; // ids end in a sequence: as good as random
    json::object payload;
    payload["status"] = to_string(status.id);
    storage::jobs::add(tx, card_job, payload, {}, now + std::chrono::seconds(wait));
}

} // namespace rounds::social
