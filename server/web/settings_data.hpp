#pragma once

#include "server/app/context.hpp"
#include "storage/pg/transaction.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rounds::web {

/// GET /settings/data: the lists of the person as files, and a form to bring such files.
[[nodiscard]] boost::asio::awaitable<http::Response> data_page(app::Context& ctx);
/// GET /settings/data/:file, one of Mastodon's names: following_accounts.csv ...
[[nodiscard]] boost::asio::awaitable<http::Response> export_list(app::Context& ctx);
/// POST /settings/data/import with kind and a file (data): a job adds its rows to what is there.
[[nodiscard]] boost::asio::awaitable<http::Response> import_list(app::Context& ctx);

/// The lists of the person as Mastodon's files.
struct ListFile
{
    std::string name;
    std::string csv;
};
[[nodiscard]] std::vector<ListFile> list_files(storage::Transaction& tx, AccountId account, std::string_view domain);

} // namespace rounds::web
