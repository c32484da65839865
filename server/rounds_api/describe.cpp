#include "server/rounds_api/describe.hpp"

#include "server/knowledge/chat_tools.hpp"
#include "server/knowledge/networks.hpp"
#include "storage/accounts.hpp"
#include "storage/base/text.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"

namespace rounds::rounds_api {
namespace {

json::array split_json(std::string_view names)
{
    json::array all;
    for (const auto name : text::split(names, '|'))
        if (!name.empty()) all.emplace_back(name);
    return all;
}

json::array roles_json(Transaction& tx, const storage::Network& network, std::optional<AccountId> viewer)
{
    const bool steward = viewer && knowledge::may_steward(tx, network, *viewer);
    json::array all;
    for (const auto& [account, role] : storage::networks::roles(tx, network.id)) {
        const bool patient = role == "patient_champion" || role == "guest_pass";
        if (patient && !steward && viewer != account) continue;
        json::object entry;
        entry["account"] = account_json(tx, account);
        entry["role"] = role;
        all.push_back(std::move(entry));
    }
    return all;
}

json::array people_json(Transaction& tx, ChatId chat)
{
    json::array all;
    for (const auto& person : storage::chats::people(tx, chat)) {
        json::object entry;
        entry["account"] = account_json(tx, person.account);
        entry["role"] = person.role;
        entry["interests"] = person.interests;
        all.push_back(std::move(entry));
    }
    return all;
}

} // namespace

json::value account_json(Transaction& tx, AccountId id)
{
    const auto account = storage::accounts::find(tx, id);
    if (!account) return nullptr;
    json::object out;
    out["id"] = to_string(account->id);
    out["acct"] = account->acct();
    out["display_name"] = account->display_name;
    out["url"] = account->url;
    return out;
}

json::array texts_json(const std::vector<std::string>& texts)
{
    json::array all;
    for (const auto& text : texts) all.emplace_back(text);
    return all;
}

json::value time_or_null(const std::optional<Time>& time)
{
    if (!time) return nullptr;
    return json::value(to_iso8601(*time));
}

json::object condition_json(const knowledge::Condition& condition)
{
    json::object out;
    out["id"] = condition.id;
    out["name"] = condition.name;
    out["name_es"] = string_or_null(condition.name_es);
    out["mesh"] = string_or_null(condition.mesh);
    out["icd10cm"] = string_or_null(condition.icd10cm);
    out["synonyms"] = split_json(condition.synonyms);
    out["parents"] = split_json(condition.parents);
    out["hashtag"] = string_or_null(knowledge::conditions().hashtag(condition.id));
    return out;
}

json::object network_json(Transaction& tx, const storage::Network& network, std::optional<AccountId> viewer)
{
    json::object out;
    out["id"] = to_string(network.id);
    out["account"] = account_json(tx, network.account);
    const auto view = storage::accounts::view(tx, network.account);
    out["uri"] = view ? json::value(view->account.uri) : nullptr;
    out["followers_count"] = view ? view->stats.followers : 0;
    out["title"] = network.title;
    out["description"] = network.description;
    out["guidelines"] = network.guidelines;
    out["hashtag"] = network.hashtag;
    out["join_policy"] = network.join_policy;
    out["posting_policy"] = network.posting_policy;
    out["sensitive"] = network.sensitive;
    out["local_only"] = network.local_only;
    out["parent_id"] = id_or_null(network.parent);
    out["reminders"] = texts_json(network.reminders);
    json::array conditions;
    for (const auto& id : network.conditions)
        if (const auto* condition = knowledge::conditions().find(id)) conditions.push_back(condition_json(*condition));
    out["conditions"] = std::move(conditions);
    out["roles"] = roles_json(tx, network, viewer);
    out["created_at"] = to_iso8601(network.created_at);
    return out;
}

json::object prompt_json(const storage::Chat& chat, const storage::Prompt& prompt, bool host)
{
    json::object out;
    out["position"] = prompt.position;
    out["label"] = prompt.label;
    out["content"] = host || prompt.state == "released" ? json::value(prompt.content) : nullptr;
    out["offset_s"] = std::chrono::duration_cast<std::chrono::seconds>(prompt.due_at - chat.starts_at).count();
    out["due_at"] = to_iso8601(prompt.due_at);
    out["state"] = prompt.state;
    out["released_at"] = time_or_null(prompt.released_at);
    out["status_id"] = id_or_null(prompt.status);
    return out;
}

json::object chat_json(Transaction& tx, const storage::Chat& chat, std::optional<AccountId> viewer)
{
    json::object out;
    out["id"] = to_string(chat.id);
    out["network_id"] = to_string(chat.network);
    out["uri"] = chat.uri;
    out["status_id"] = id_or_null(chat.status);
    out["title"] = chat.title;
    out["description"] = chat.description;
    out["hashtag"] = chat.hashtag;
    out["starts_at"] = to_iso8601(chat.starts_at);
    out["ends_at"] = to_iso8601(chat.ends_at);
    out["timezone"] = chat.timezone;
    out["when"] = knowledge::when_text(chat);
    out["state"] = chat.state;
    out["sequence"] = chat.sequence;
    out["slow_seconds"] = chat.slow_seconds;
    out["pinned_status_id"] = id_or_null(chat.pinned);
    out["tail_hours"] = chat.tail_hours;
    out["reminders"] = chat.reminders ? json::value(texts_json(*chat.reminders)) : nullptr;
    const bool host = viewer && knowledge::may_run(tx, chat, *viewer);
    out["closing"] = host || chat.state == "closed" ? json::value(chat.closing) : nullptr;
    json::array prompts;
    for (const auto& prompt : storage::chats::prompts(tx, chat.id)) prompts.push_back(prompt_json(chat, prompt, host));
    out["prompts"] = std::move(prompts);
    out["people"] = people_json(tx, chat.id);
    out["opened_at"] = time_or_null(chat.opened_at);
    out["closed_at"] = time_or_null(chat.closed_at);
    out["created_at"] = to_iso8601(chat.created_at);
    out["updated_at"] = to_iso8601(chat.updated_at);
    return out;
}

json::object credential_json(const storage::Credential& credential)
{
    json::object out;
    out["id"] = to_string(credential.id);
    out["account_id"] = to_string(credential.account);
    out["uri"] = credential.uri;
    out["role"] = credential.role;
    out["specialty_mesh"] = string_or_null(credential.specialty_mesh);
    out["specialty_name"] = string_or_null(credential.specialty_name);
    out["method"] = credential.method;
    out["name_withheld"] = credential.name_withheld;
    out["valid_from"] = to_iso8601(credential.valid_from);
    out["valid_until"] = to_iso8601(credential.valid_until);
    out["revoked_at"] = time_or_null(credential.revoked_at);
    return out;
}

} // namespace rounds::rounds_api
