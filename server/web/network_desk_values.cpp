#include "server/web/network_desk_values.hpp"

#include "server/knowledge/references.hpp"
#include "server/knowledge/series.hpp"
#include "server/knowledge/stewardship.hpp"
#include "server/web/cards.hpp"
#include "storage/base/text.hpp"
#include "storage/chat_series.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"
#include "storage/summaries.hpp"

#include <algorithm>
#include <array>

namespace rounds::web {
namespace {

using storage::Network;
using storage::Transaction;

constexpr int most_listed = 50;
constexpr std::array<std::string_view, 3> join_policies{"open", "approval", "invitation"};
constexpr std::array<std::string_view, 3> posting_policies{"everyone", "followers", "stewards"};
constexpr std::array<std::string_view, 5> roles{
    "steward", "host", "clinician_mentor", "patient_champion", "guest_pass"
};

template <std::size_t Count>
json::array choices(
    const std::array<std::string_view, Count>& values,
    std::string_view chosen,
    std::string_view prefix,
    Language language
)
{
    json::array rows;
    for (const auto value : values)
        rows.push_back(json::object{
            {"value", value},
            {"label", word(language, std::string(prefix) + std::string(value))},
            {"chosen", value == chosen}
        });
    return rows;
}

json::array people_rows(Transaction& tx, const social::Urls& urls, const Network& network, Language language)
{
    const auto given = storage::networks::roles(tx, network.id);
    std::vector<AccountId> ids;
    for (const auto& role : given) ids.push_back(role.account);
    const auto views = storage::accounts::views(tx, ids);
    json::array rows;
    for (const auto& role : given) {
        const auto view = std::ranges::find(views, role.account, [](const auto& one) { return one.account.id; });
        if (view == views.end()) continue;
        auto row = account_values(urls, view->account);
        row["account_id"] = to_string(role.account);
        row["role"] = role.role;
        row["role_name"] = word(language, "role_" + role.role);
        rows.push_back(std::move(row));
    }
    return rows;
}

json::array request_rows(Transaction& tx, const social::Urls& urls, const Network& network, AccountId steward)
{
    json::array rows;
    const auto by = storage::accounts::find(tx, steward);
    if (!by) return rows;
    const auto asking = knowledge::join_requests(tx, *by, network.id, most_listed);
    if (!asking) return rows;
    for (const auto& account : *asking) {
        auto row = account_values(urls, account);
        row["account_id"] = to_string(account.id);
        rows.push_back(std::move(row));
    }
    return rows;
}

json::array chat_rows(Transaction& tx, const social::Urls& urls, const Network& network, Language language)
{
    json::array rows;
    for (const auto& chat : storage::chats::list(tx, network.id, most_listed)) {
        auto row = chat_values(urls, language, chat);
        row["path"] = "/chats/" + to_string(chat.id);
        row["state"] = word(language, "chat_" + chat.state);
        row["editable"] = chat.state == "scheduled";
        rows.push_back(std::move(row));
    }
    return rows;
}

json::array series_rows(Transaction& tx, const Network& network, Language language)
{
    json::array rows;
    for (const auto& series : storage::chat_series::list(tx, network.id, most_listed)) {
        if (series.ended_at) continue;
        rows.push_back(json::object{
            {"series_id", to_string(series.id)},
            {"series_title", series.title},
            {"series_when", knowledge::series_text(series, code_of(language))}
        });
    }
    return rows;
}

json::array summary_rows(Transaction& tx, const social::Urls& urls, const Network& network)
{
    json::array rows;
    for (const auto& summary : storage::summaries::list(tx, network.id, most_listed)) {
        if (summary.state != "published") continue;
        const auto versions = storage::summaries::versions(tx, summary.id);
        if (versions.empty()) continue;
        rows.push_back(json::object{
            {"summary_id", to_string(summary.id)},
            {"summary_title", versions.back().title},
            {"summary_address", urls.summary_page(summary.id)}
        });
    }
    return rows;
}

/// Networks that this one may be a department of: other ones of this steward that are none themselves.
json::array parent_rows(Transaction& tx, const Network& network, AccountId steward)
{
    json::array rows;
    for (const auto& other : storage::networks::list(tx, most_listed)) {
        if (other.id == network.id || other.parent || !knowledge::may_steward(tx, other, steward)) continue;
        rows.push_back(
            json::object{{"value", to_string(other.id)}, {"label", other.title}, {"chosen", network.parent == other.id}}
        );
    }
    return rows;
}

void put_list(json::object& values, const std::string& name, json::array rows)
{
    values["has_" + name] = !rows.empty();
    values[name] = std::move(rows);
}

void put_settings(json::object& values, Transaction& tx, const Network& network, AccountId steward, Language language)
{
    values["description"] = network.description;
    values["guidelines"] = network.guidelines;
    values["hashtag"] = network.hashtag;
    values["joining"] = choices(join_policies, network.join_policy, "join_", language);
    values["posting"] = choices(posting_policies, network.posting_policy, "posting_", language);
    values["sensitive"] = network.sensitive;
    values["local_only"] = network.local_only;
    values["reminders"] = text::join(network.reminders, " ");
    put_list(values, "parents", parent_rows(tx, network, steward));
}

} // namespace

json::array resource_rows(Transaction& tx, NetworkId network)
{
    json::array rows;
    for (const auto& resource : storage::network_resources::list(tx, network, most_listed)) {
        json::object row;
        row["resource_id"] = to_string(resource.id);
        row["resource_title"] = resource.title;
        row["resource_note"] = resource.note;
        row["resource_address"] = knowledge::canonical_url({resource.kind, resource.value});
        row["identifier"] = resource.kind == "url" ? "" : resource.kind + " " + resource.value;
        row["pinned"] = resource.pinned;
        rows.push_back(std::move(row));
    }
    return rows;
}

json::object desk_values(
    Transaction& tx, const social::Urls& urls, const Network& network, const DeskReader& reader, Language language
)
{
    json::object values;
    values["network_title"] = network.title;
    values["path"] = "/networks/" + to_string(network.id) + "/desk";
    values["network_path"] = "/networks/" + to_string(network.id);
    values["steward"] = reader.steward;
    values["host"] = reader.host;
    if (reader.steward) {
        put_settings(values, tx, network, reader.account, language);
        put_list(values, "requests", request_rows(tx, urls, network, reader.account));
        put_list(values, "people", people_rows(tx, urls, network, language));
        values["roles"] = choices(roles, "host", "role_", language);
        put_list(values, "summaries", summary_rows(tx, urls, network));
    }
    if (reader.host) {
        put_list(values, "chats", chat_rows(tx, urls, network, language));
        put_list(values, "series", series_rows(tx, network, language));
    }
    put_list(values, "resources", resource_rows(tx, network.id));
    return values;
}

} // namespace rounds::web
