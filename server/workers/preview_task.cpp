#include "server/workers/preview_task.hpp"

#include "server/social/cards.hpp"
#include "server/social/page_card.hpp"
#include "server/social/text/links.hpp"
#include "storage/base/text.hpp"
#include "storage/cards.hpp"
#include "storage/statuses.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

namespace rounds::workers {

namespace {

namespace cards = storage::cards;
using storage::Transaction;
using Parts = TaskWorker::Parts;
using namespace std::chrono_literals;

/// What was read of a page counts for this long; where there was nothing, a page is looked at again sooner.
constexpr auto good_for = std::chrono::days{14};
constexpr auto nothing_for = std::chrono::days{1};

/// The page that the post links, while everybody may see the post.
result<std::string> link_of(Transaction& tx, const json::object& payload)
{
    const auto id = parse_id<StatusId>(string_at(payload, "status"));
    if (!id) return errc::invalid_argument;
    const auto status = storage::statuses::find(tx, *id);
    if (!status || status->visibility > storage::Visibility::unlisted) return errc::not_found;
    return text::first_link(status->content);
}

bool is_fresh(const cards::Known& card, Time now)
{
    return card.fetched_at && now - *card.fetched_at < (card.titled ? good_for : nothing_for);
}

bool is_page(std::string_view content_type)
{
    const auto type = text::to_lower(content_type);
    if (!type.starts_with("text/html") && !type.starts_with("application/xhtml+xml")) return false;
    return type.find("charset") == std::string::npos || type.find("utf-8") != std::string::npos;
}

storage::Card read_page(const Parts& parts, const std::string& url)
{
    fetch::Options options;
    options.accept = "text/html, application/xhtml+xml;q=0.9";
    options.max_bytes = fetch::preview_bytes;
    options.deadline = 10s;
    options.place = fetch::Place::anywhere;
    auto asked =
        boost::asio::co_spawn(parts.executor, parts.fetch->get(url, std::move(options)), boost::asio::use_future);
    const auto page = asked.get();
    // Whatever keeps a page from being read, it has no card: nobody waits for one.
    if (!page || page->status != 200 || !is_page(page->header("content-type"))) return {};
    return text::is_utf8(page->body) ? social::read_page_card(page->body) : storage::Card{};
}

} // namespace

result<void> ask_page(const TaskWorker::Parts& parts, const json::object& payload)
{
    if (parts.fetch == nullptr) return {};
    auto link = parts.db.transact_blocking([&](Transaction& tx) { return link_of(tx, payload); });
    if (!link) return link.error();
    if (link->empty()) return {};
    const auto now = parts.clock.now();
    const auto known = parts.db.transact_blocking([&](Transaction& tx) { return cards::find_or_add(tx, *link); });
    if (is_fresh(known, now)) return {};
    const auto card = read_page(parts, *link);
    parts.db.transact_blocking([&](Transaction& tx) { cards::save(tx, known.id, card, now); });
    return {};
}

result<void> attach_card(const TaskWorker::Parts&, Transaction& tx, const json::object& payload)
{
    const auto link = link_of(tx, payload);
    if (!link) return link.error();
    const auto status = *parse_id<StatusId>(string_at(payload, "status"));
    if (link->empty())
        cards::detach(tx, status);
    else
        cards::attach(tx, status, cards::find_or_add(tx, *link).id);
    return {};
}

} // namespace rounds::workers
