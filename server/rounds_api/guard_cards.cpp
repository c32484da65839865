#include "server/rounds_api/guard_cards.hpp"

#include "server/moderation/adverse_events.hpp"
#include "storage/base/clock.hpp"
#include "storage/base/text.hpp"
#include "storage/seal_contexts.hpp"
#include "storage/statuses.hpp"

#include <boost/json/serialize.hpp>

namespace rounds::rounds_api {
namespace {

using storage::guard::AdverseEvent;

constexpr std::size_t longest_field = 2000;

/// The author's own words; empty when the post is gone or was changed so that nothing stands there.
std::string words(std::string_view text, const storage::guard::Range& range)
{
    if (range.size() != 2 || range[0] < 0 || range[1] <= range[0]) return {};
    const auto begin = text::truncate(text, static_cast<std::size_t>(range[0])).size();
    return std::string(text::truncate(text.substr(begin), static_cast<std::size_t>(range[1] - range[0])));
}

json::object base_json(const AdverseEvent& card)
{
    json::object o;
    o["id"] = std::to_string(card.id);
    o["state"] = card.state;
    o["serious"] = card.serious;
    o["criteria"] = moderation::criteria_met(card);
    o["aware_at"] = to_iso8601(card.aware_at);
    o["due_at"] = to_iso8601(card.due_at);
    o["sent_at"] = card.sent_at ? json::value(to_iso8601(*card.sent_at)) : json::value(nullptr);
    return o;
}

} // namespace

json::object card_json(Transaction& tx, const crypto::SecretBox& secrets, const AdverseEvent& card)
{
    auto o = base_json(card);
    o["status_id"] = card.status ? json::value(to_string(*card.status)) : json::value(nullptr);
    if (card.state == "sent") {
        o["report"] = moderation::sent_report(secrets, card);
        return o;
    }
    std::string text;
    if (card.status)
        if (const auto status = storage::statuses::find(tx, *card.status)) text = status->source.value_or("");
    o["report"] = json::object{
        {"reporter", "myself"},
        {"patient", words(text, card.patient)},
        {"product", words(text, card.product)},
        {"event", words(text, card.event)},
    };
    o["own_words"] = text;
    return o;
}

json::object queue_json(const crypto::SecretBox& secrets, const AdverseEvent& card, Time now)
{
    auto o = base_json(card);
    o["overdue"] = card.due_at < now;
    o["taken_by"] = card.taken_by ? json::value(to_string(*card.taken_by)) : json::value(nullptr);
    o["taken_at"] = card.taken_at ? json::value(to_iso8601(*card.taken_at)) : json::value(nullptr);
    o["report"] = card.state == "sent" ? json::value(moderation::sent_report(secrets, card)) : json::value(nullptr);
    return o;
}

boost::system::result<json::object, std::string> read_report(const Params& params)
{
    json::object report;
    for (const auto field : moderation::report_criteria) {
        const auto value = params.text_or(field, "");
        if (text::trim(value).empty() || text::count_code_points(value) > longest_field) return std::string(field);
        report[field] = value;
    }
    return report;
}

std::string seal_report(const crypto::SecretBox& secrets, std::int64_t card, const json::object& report)
{
    return secrets.seal(json::serialize(report), storage::seal_contexts::adverse_event(card));
}

} // namespace rounds::rounds_api
