#include "server/knowledge/conditions.hpp"

#include "server/knowledge/condition_follows.hpp"
#include "server/knowledge/condition_page.hpp"
#include "server/rounds_api/describe.hpp"
#include "server/rounds_api/handlers.hpp"

namespace rounds::rounds_api {
namespace {

json::array named(const std::vector<const knowledge::Condition*>& conditions)
{
    json::array all;
    for (const auto* one : conditions) all.push_back(json::object{{"id", one->id}, {"name", one->name}});
    return all;
}

json::object line_json(const social::Urls& urls, const storage::summaries::Line& line)
{
    json::object out;
    out["id"] = to_string(line.id);
    out["network_id"] = to_string(line.network);
    out["url"] = urls.summary_page(line.id);
    out["title"] = line.title;
    out["key_message"] = line.key_message;
    out["language"] = line.language;
    out["published_at"] = to_iso8601(line.published_at);
    out["retracted_at"] = time_or_null(line.retracted_at);
    out["next_review_at"] = line.next_review_at ? json::value(*line.next_review_at) : nullptr;
    return out;
}

json::object detail_json(
    Transaction& tx, const social::Urls& urls, const knowledge::Condition& condition, std::optional<AccountId> viewer
)
{
    auto out = condition_json(condition);
    const auto about = knowledge::about_condition(tx, condition, viewer);
    // `parents` of a condition are ids; here they are named as well.
    out["broader"] = named(knowledge::conditions().parents(condition.id));
    out["children"] = named(knowledge::conditions().children(condition.id));
    json::array tags;
    for (const auto& tag : knowledge::conditions().tags(condition.id)) tags.emplace_back(tag);
    out["tags"] = std::move(tags);
    out["following"] = about.followed;
    json::array networks;
    for (const auto& network : about.networks) networks.push_back(network_json(tx, network, viewer));
    out["networks"] = std::move(networks);
    json::array chats;
    for (const auto& chat : about.chats) chats.push_back(chat_json(tx, chat, viewer));
    out["chats"] = std::move(chats);
    json::array summaries;
    for (const auto& line : about.summaries) summaries.push_back(line_json(urls, line));
    out["summaries"] = std::move(summaries);
    return out;
}

template <class F> Answer change_follow(Context& ctx, F change)
{
    const std::string id(ctx.path_text("id"));
    const auto body = [&](Transaction& tx, const storage::Account& by) -> result<json::value> {
        const auto done = change(tx, by.id, id);
        if (!done) return done.error();
        return detail_json(tx, ctx.app().urls, *knowledge::conditions().find(id), by.id);
    };
    co_return co_await act(ctx, body);
}

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

/// GET /conditions/:id (DOID:1612): with what is above and below it, its tags, and what there is here about it.
Answer show_condition(Context& ctx)
{
    const auto* condition = knowledge::conditions().find(ctx.path_text("id"));
    if (condition == nullptr) co_return app::problem(errc::not_found);
    const auto body = [&](Transaction& tx) -> result<json::value> {
        return detail_json(tx, ctx.app().urls, *condition, ctx.viewer_id());
    };
    co_return co_await show(ctx, body);
}

/// POST /conditions/:id/follow: the tags of it and of what it includes come to the home timeline of any client.
Answer follow_condition(Context& ctx)
{
    return change_follow(ctx, knowledge::follow_condition);
}

/// POST /conditions/:id/unfollow
Answer unfollow_condition(Context& ctx)
{
    return change_follow(ctx, knowledge::unfollow_condition);
}

} // namespace rounds::rounds_api
