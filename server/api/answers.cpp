#include "server/api/answers.hpp"

#include "server/http/link_header.hpp"
#include "server/media/refused.hpp"

#include <algorithm>

namespace rounds::api {
namespace {

std::optional<std::int64_t> id_param(const http::Params& params, std::string_view key)
{
    const auto value = params.integer(key);
    if (!value || *value < 0) return std::nullopt;
    return *value;
}

} // namespace

Response fail(const boost::system::error_code& error)
{
    if (error.category() == invalid_category() || error.category() == media::refused_category())
        return http::json_error(422, error.message());
    return app::problem(error);
}

int limit_of(const http::Params& params, int usual, int most)
{
    return static_cast<int>(std::clamp<long long>(params.integer("limit").value_or(usual), 1, most));
}

storage::accounts::Page page_of(const http::Params& params, int usual, int most)
{
    storage::accounts::Page page;
    page.limit = limit_of(params, usual, most);
    page.max_id = id_param(params, "max_id");
    page.since_id = id_param(params, "since_id");
    page.min_id = id_param(params, "min_id");
    return page;
}

Response paged(
    const Context& ctx,
    std::string body,
    const Edges& edges,
    const storage::accounts::Page& page,
    std::string_view prev_parameter
)
{
    auto response = http::json_text(std::move(body));
    if (edges.rows == 0) return response;
    http::PageEdges link;
    link.first = std::to_string(edges.newest);
    link.last = std::to_string(edges.oldest);
    link.has_next = std::cmp_greater_equal(edges.rows, page.limit) || page.min_id;
    link.prev_parameter = prev_parameter;
    const auto header = http::link_header(ctx.app().urls.base(), ctx.request(), link);
    if (!header.empty()) response.headers.set("Link", header);
    return response;
}

std::string json_list(const std::vector<std::string>& pieces)
{
    std::string list = "[";
    for (const auto& piece : pieces) {
        if (list.size() > 1) list += ',';
        list += piece;
    }
    list += ']';
    return list;
}

Response empty_answer()
{
    return http::json_text("{}");
}

} // namespace rounds::api
