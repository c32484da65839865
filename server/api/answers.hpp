#pragma once

#include "server/api/invalid.hpp"
#include "server/app/app.hpp"
#include "server/app/context.hpp"
#include "storage/accounts.hpp"

#include <string>
#include <vector>

namespace rounds::api {

namespace asio = boost::asio;
using app::Context;
using http::Response;
using storage::Transaction;

/// 422 with the words of `invalid` or media::refused, otherwise app::problem.
[[nodiscard]] Response fail(const boost::system::error_code& error);

/// limit, max_id, since_id and min_id. The limit is clamped to 1..most, never refused; ids that are none are ignored.
[[nodiscard]] storage::accounts::Page page_of(const http::Params& params, int usual = 20, int most = 40);
/// `limit` alone, clamped.
[[nodiscard]] int limit_of(const http::Params& params, int usual, int most);

struct Edges
{
    std::int64_t newest = 0;
    std::int64_t oldest = 0;
    std::size_t rows = 0; ///< found before anything was hidden from the page
};

/// A page with its Link header. There is a next page when as many rows were found as asked for.
[[nodiscard]] Response paged(
    const Context& ctx,
    std::string body,
    const Edges& edges,
    const storage::accounts::Page& page,
    std::string_view prev_parameter = "min_id"
);

/// "[a,b]" from finished pieces.
[[nodiscard]] std::string json_list(const std::vector<std::string>& pieces);
/// 200 {}.
[[nodiscard]] Response empty_answer();

/// Several ids by name, at most `most`; what is no id is left out.
template <Id T>
[[nodiscard]] std::vector<T> ids_of(const http::Params& params, std::string_view key, std::size_t most = 100)
{
    std::vector<T> ids;
    for (const auto& text : params.texts(key))
        if (const auto id = parse_id<T>(text); id && ids.size() < most) ids.push_back(*id);
    return ids;
}

} // namespace rounds::api
