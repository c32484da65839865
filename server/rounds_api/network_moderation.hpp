#pragma once

#include "server/rounds_api/answers.hpp"
#include "storage/network_acts.hpp"

namespace rounds::rounds_api {

/// {account, until, remove_posts} or {status_id, url, account}; reason, by, created_at.
[[nodiscard]] json::object decision_json(Transaction& tx, const storage::network_acts::Act& act);

Answer list_bans(Context& ctx);
Answer bar_from_network(Context& ctx);
Answer unbar_from_network(Context& ctx);
Answer list_removed_posts(Context& ctx);
Answer remove_network_post(Context& ctx);
Answer restore_network_post(Context& ctx);
Answer list_locks(Context& ctx);
Answer lock_network_thread(Context& ctx);
Answer unlock_network_thread(Context& ctx);

} // namespace rounds::rounds_api
