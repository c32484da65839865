#include "server/web/network.hpp"

#include "server/knowledge/conditions.hpp"
#include "server/knowledge/series.hpp"
#include "server/knowledge/stewardship.hpp"
#include "server/social/text/markdown.hpp"
#include "server/web/cards.hpp"
#include "server/web/network_desk_values.hpp"
#include "server/web/render.hpp"
#include "server/web/words.hpp"
#include "storage/accounts.hpp"
#include "storage/base/text.hpp"
#include "storage/chat_series.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"
#include "storage/summaries.hpp"

#include <algorithm>

namespace rounds::web {
namespace {

using storage::Transaction;

constexpr int most_chats = 50;
constexpr int most_summaries = 20;
constexpr std::size_t most_past_chats = 10;

json::array conditions_of(const storage::Network& network)
{
    json::array list;
    for (const auto& id : network.conditions) {
        const auto* condition = knowledge::conditions().find(id);
        if (condition == nullptr) continue;
        list.push_back(json::object{
            {"condition", condition->name},
            {"code", condition->icd10cm},
            {"condition_address", "/conditions/" + std::string(condition->id)}
        });
    }
    return list;
}

/// Those who look after it. Patient champions are not named: it would name their diagnosis.
json::array people_of(Transaction& tx, const social::Urls& urls, const storage::Network& network, Language language)
{
    const auto roles = storage::networks::roles(tx, network.id);
    std::vector<AccountId> ids;
    for (const auto& role : roles) ids.push_back(role.account);
    const auto views = storage::accounts::views(tx, ids);
    json::array list;
    for (const auto& role : roles) {
        const auto found = std::ranges::find(views, role.account, [](const auto& view) { return view.account.id; });
        if (role.role == "patient_champion" || role.role == "guest_pass") continue;
        if (found == views.end() || !found->account.usable()) continue;
        auto values = account_values(urls, found->account);
        values["role"] = word(language, "role_" + role.role);
        list.push_back(std::move(values));
    }
    return list;
}

/// Its departments, or what it is a department of, as far as the reader may know of them.
json::array related(Transaction& tx, const std::vector<storage::Network>& networks, std::optional<AccountId> viewer)
{
    json::array list;
    for (const auto& network : networks) {
        const auto group = storage::accounts::find(tx, network.account);
        if (!group || !group->usable() || !knowledge::may_read(tx, network, viewer)) continue;
        list.push_back(json::object{{"related_title", network.title}, {"related_address", group->url}});
    }
    return list;
}

void put_departments(
    json::object& values, Transaction& tx, const storage::Network& network, std::optional<AccountId> viewer
)
{
    auto departments = related(tx, storage::networks::departments(tx, network.id), viewer);
    values["has_departments"] = !departments.empty();
    values["departments"] = std::move(departments);
    std::vector<storage::Network> above;
    if (network.parent)
        if (auto parent = storage::networks::find(tx, *network.parent)) above.push_back(std::move(*parent));
    values["department_of"] = related(tx, above, viewer);
}

struct Chats
{
    json::array next;
    json::array past;
};

Chats chats_of(Transaction& tx, const social::Urls& urls, const storage::Network& network)
{
    Chats chats;
    for (const auto& chat : storage::chats::list(tx, network.id, most_chats)) {
        const bool over = chat.state == "closed" || chat.state == "cancelled";
        if (!over)
            chats.next.insert(chats.next.begin(), chat_values(urls, chat)); // the last to start comes first in the list
        else if (chats.past.size() < most_past_chats)
            chats.past.push_back(chat_values(urls, chat));
    }
    return chats;
}

json::array series_of(Transaction& tx, const storage::Network& network)
{
    json::array list;
    for (const auto& series : storage::chat_series::list(tx, network.id, most_chats))
        if (!series.ended_at)
            list.push_back(json::object{{"series_title", series.title}, {"series_when", knowledge::series_text(series)}}
            );
    return list;
}

json::array summaries_of(Transaction& tx, const social::Urls& urls, const storage::Network& network)
{
    json::array list;
    for (const auto& summary : storage::summaries::list(tx, network.id, most_summaries)) {
        const auto versions = storage::summaries::versions(tx, summary.id);
        const auto newest = std::find_if(versions.rbegin(), versions.rend(), [](const auto& version) {
            return version.published_at.has_value();
        });
        if (newest == versions.rend()) continue;
        json::object values;
        values["summary_address"] = urls.summary_page(summary.id);
        values["summary_title"] = newest->title;
        values["key_message"] = newest->key_message;
        values["published"] = long_date(*newest->published_at);
        list.push_back(std::move(values));
    }
    return list;
}

} // namespace

std::string network_body(Transaction& tx, const app::Context& ctx, const storage::Account& account, json::object values)
{
    const auto& app = ctx.app();
    const auto network = storage::networks::find_by_account(tx, account.id);
    if (!network) return render("profile", values); // a Group that has no network is shown like a person
    const auto language = language_of(ctx);
    const auto viewer = ctx.viewer_id();
    values["t"] = words(language);
    values["network_title"] = network->title;
    values["closed"] = network->closed_at.has_value();
    values["local_only"] = network->local_only;
    values["may_look_after"] = viewer && knowledge::may_recommend(tx, *network, *viewer);
    values["desk_address"] = "/networks/" + to_string(network->id) + "/desk";
    values["description"] = text::markdown_to_html(network->description);
    values["guidelines"] = text::markdown_to_html(network->guidelines);
    values["hashtag"] = network->hashtag;
    values["tag_address"] = app.urls.tag(text::to_lower(network->hashtag));
    values["joining"] = word(language, "join_" + network->join_policy);
    values["posting"] = word(language, "posting_" + network->posting_policy);
    values["conditions"] = conditions_of(*network);
    values["people"] = people_of(tx, app.urls, *network, language);
    put_departments(values, tx, *network, viewer);
    auto resources = resource_rows(tx, network->id);
    values["has_resources"] = !resources.empty();
    values["resources"] = std::move(resources);
    values["calendar_address"] = "/api/rounds/v1/networks/" + to_string(network->id) + "/calendar.ics";
    values["questions_address"] = "/@" + account.username + "/questions";
    values["metrics_address"] = "/@" + account.username + "/metrics";
    values["series"] = series_of(tx, *network);
    auto chats = chats_of(tx, app.urls, *network);
    values["has_next"] = !chats.next.empty();
    values["next"] = std::move(chats.next);
    values["has_past"] = !chats.past.empty();
    values["past"] = std::move(chats.past);
    auto summaries = summaries_of(tx, app.urls, *network);
    values["has_summaries"] = !summaries.empty();
    values["summaries"] = std::move(summaries);
    return render("network", values);
}

} // namespace rounds::web
