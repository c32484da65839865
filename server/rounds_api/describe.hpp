#pragma once

#include "server/knowledge/conditions.hpp"
#include "server/social/verbs.hpp"
#include "storage/base/json.hpp"
#include "storage/model/knowledge.hpp"

#include <optional>

/// The JSON of our own API: shapes as in openapi.json. Ids are strings, times ISO 8601 with three fraction digits.
namespace rounds::rounds_api {

using storage::Transaction;

/// {id, acct, display_name, url}; null when the account is gone.
[[nodiscard]] json::value account_json(Transaction& tx, AccountId id);
[[nodiscard]] json::array texts_json(const std::vector<std::string>& texts);
[[nodiscard]] json::value time_or_null(const std::optional<Time>& time);
template <Id T> [[nodiscard]] json::value id_or_null(const std::optional<T>& id)
{
    if (!id) return nullptr;
    return json::value(to_string(*id));
}

[[nodiscard]] json::object condition_json(const knowledge::Condition& condition);
/// Who is what: patient champions are shown to stewards and to themselves only, for naming them names their diagnosis.
[[nodiscard]] json::object
network_json(Transaction& tx, const storage::Network& network, std::optional<AccountId> viewer);

/// `content` of a prompt is null until it is released, but for hosts.
[[nodiscard]] json::object prompt_json(const storage::Chat& chat, const storage::Prompt& prompt, bool host);
[[nodiscard]] json::object chat_json(Transaction& tx, const storage::Chat& chat, std::optional<AccountId> viewer);

[[nodiscard]] json::object wording_json(Transaction& tx, const storage::SummaryVersion& wording);
/// The summary with one wording of it in the same object.
[[nodiscard]] json::object summary_json(
    Transaction& tx, const social::Urls& urls, const storage::Summary& summary, const storage::SummaryVersion& wording
);

[[nodiscard]] json::object credential_json(const storage::Credential& credential);

} // namespace rounds::rounds_api
