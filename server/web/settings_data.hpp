#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// GET /settings/data: the lists of the person as files, and a form to bring such files.
[[nodiscard]] boost::asio::awaitable<http::Response> data_page(app::Context& ctx);
/// GET /settings/data/:file, one of Mastodon's names: following_accounts.csv ...
[[nodiscard]] boost::asio::awaitable<http::Response> export_list(app::Context& ctx);
/// POST /settings/data/import with kind and a file (data): a job adds its rows to what is there.
[[nodiscard]] boost::asio::awaitable<http::Response> import_list(app::Context& ctx);

} // namespace rounds::web
