#include "server/knowledge/conditions.hpp"

#include "server/rounds_api/describe.hpp"
#include "server/rounds_api/handlers.hpp"
#include "storage/networks.hpp"

namespace rounds::rounds_api {
namespace {

constexpr int most_networks = 80;

} // namespace

/// GET /conditions?q=&limit=: by name, Spanish name, synonym or code, best first.
Answer search_conditions(Context& ctx)
{
    const auto query = ctx.params().text_or("q", "");
    if (query.empty() || query.size() > 200) co_return invalid("q");
    json::array all;
    const auto found = knowledge::conditions().search(query, static_cast<std::size_t>(limit_of(ctx.params())));
    for (const auto* condition : found) all.push_back(condition_json(*condition));
    co_return http::json_response(all);
}

/// GET /conditions/:id (DOID:1612): with its children and the networks here on it or on one of them.
Answer show_condition(Context& ctx)
{
    const auto* condition = knowledge::conditions().find(ctx.path_text("id"));
    if (condition == nullptr) co_return app::problem(errc::not_found);
    const auto children = knowledge::conditions().children(condition->id);
    const auto body = [&](Transaction& tx) -> result<json::value> {
        auto out = condition_json(*condition);
        std::vector<std::string> ids{std::string(condition->id)};
        json::array narrower;
        for (const auto* child : children) {
            ids.emplace_back(child->id);
            narrower.push_back(json::object{{"id", child->id}, {"name", child->name}});
        }
        out["children"] = std::move(narrower);
        json::array networks;
        for (const auto& network : storage::networks::with_conditions(tx, ids, most_networks))
            networks.push_back(network_json(tx, network, std::nullopt));
        out["networks"] = std::move(networks);
        return out;
    };
    co_return co_await show(ctx, body);
}

} // namespace rounds::rounds_api
