#include "server/web/network.hpp"

#include "server/knowledge/conditions.hpp"
#include "server/knowledge/series.hpp"
#include "server/knowledge/stewardship.hpp"
#include "server/social/doors.hpp"
#include "server/social/text/markdown.hpp"
#include "server/web/acting.hpp"
#include "server/web/cards.hpp"
#include "server/web/listed.hpp"
#include "server/web/network_desk_values.hpp"
#include "server/web/render.hpp"
#include "server/web/words.hpp"
#include "storage/accounts.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"
#include "storage/chat_series.hpp"
#include "storage/chats.hpp"
#include "storage/graph.hpp"
#include "storage/networks.hpp"

#include <algorithm>

namespace rounds::web {
namespace {

using storage::Transaction;

constexpr int most_chats = 50;
constexpr int most_summaries = 20;
constexpr std::size_t most_past_chats = 10;

json::array conditions_of(const storage::Network& network, Language language)
{
    json::array list;
    for (const auto& id : network.conditions) {
        const auto* condition = knowledge::conditions().find(id);
        if (condition == nullptr) continue;
        list.push_back(json::object{
            {"condition", condition_name(*condition, language)},
            {"code", condition->icd10cm},
            {"condition_address", "/conditions/" + std::string(condition->id)}
        });
    }
    return list;
}

/// Those who look after it. Patient champions are not named: it would name their diagnosis.
json::array people_of(Transaction& tx, const social::Urls& urls, const storage::Network& network, Language language)
{
    const auto roles = storage::networks::roles(tx, network.id);
    std::vector<AccountId> ids;
    for (const auto& role : roles) ids.push_back(role.account);
    const auto views = storage::accounts::views(tx, ids);
    json::array list;
    for (const auto& role : roles) {
        const auto found = std::ranges::find(views, role.account, [](const auto& view) { return view.account.id; });
        if (role.role == "patient_champion" || role.role == "guest_pass") continue;
        if (found == views.end() || !found->account.usable()) continue;
        auto values = account_values(urls, found->account);
        values["role"] = word(language, "role_" + role.role);
        list.push_back(std::move(values));
    }
    return list;
}

/// Its departments, or what it is a department of, as far as the reader may know of them.
json::array related(Transaction& tx, const std::vector<storage::Network>& networks, std::optional<AccountId> viewer)
{
    json::array list;
    for (const auto& network : networks) {
        const auto group = storage::accounts::find(tx, network.account);
        if (!group || !group->usable() || !knowledge::may_read(tx, network, viewer)) continue;
        list.push_back(json::object{{"related_title", network.title}, {"related_address", group->url}});
    }
    return list;
}

void put_departments(
    json::object& values, Transaction& tx, const storage::Network& network, std::optional<AccountId> viewer
)
{
    auto departments = related(tx, storage::networks::departments(tx, network.id), viewer);
    values["has_departments"] = !departments.empty();
    values["departments"] = std::move(departments);
    std::vector<storage::Network> above;
    if (network.parent)
        if (auto parent = storage::networks::find(tx, *network.parent)) above.push_back(std::move(*parent));
    values["department_of"] = related(tx, above, viewer);
}

struct Chats
{
    json::array next;
    json::array past;
};

Chats chats_of(Transaction& tx, const social::Urls& urls, const storage::Network& network, Language language)
{
    Chats chats;
    for (const auto& chat : storage::chats::list(tx, network.id, most_chats)) {
        const bool over = chat.state == "closed" || chat.state == "cancelled";
        if (!over)
            chats.next.insert(
                chats.next.begin(), chat_values(urls, language, chat)
            ); // the last to start comes first in the list
        else if (chats.past.size() < most_past_chats)
            chats.past.push_back(chat_values(urls, language, chat));
    }
    return chats;
}

json::array series_of(Transaction& tx, const storage::Network& network, Language language)
{
    json::array list;
    for (const auto& series : storage::chat_series::list(tx, network.id, most_chats))
        if (!series.ended_at)
            list.push_back(json::object{
                {"series_title", series.title}, {"series_when", knowledge::series_text(series, code_of(language))}
            });
    return list;
}

/// How the reader stands to the network, and what they may do about it here.
void put_membership(
    json::object& values,
    Transaction& tx,
    const app::Context& ctx,
    const storage::Network& network,
    const storage::Account& group
)
{
    const auto viewer = ctx.viewer_id();
    std::optional<storage::graph::Follow> follow;
    if (viewer)
        if (auto found = storage::graph::find_follow(tx, *viewer, group.id)) follow = std::move(*found);
    const bool open = !network.closed_at && network.join_policy != "invitation";
    values["signed_in"] = viewer.has_value();
    values["member"] = follow && follow->accepted;
    values["asked"] = follow && !follow->accepted;
    values["joins_at_once"] = network.join_policy == "open" && !network.sensitive;
    values["may_join"] = viewer && !follow && open;
    values["may_sign_up"] = !viewer && open;
    values["join_consent"] = network.sensitive ? social::consent_wording(network.title) : std::string{};
    values["membership_address"] = "/networks/" + to_string(network.id);
    values["sign_in_address"] = "/auth/sign_in?next=" + percent_encode("/@" + group.username);
    values["form_token"] = ctx.viewer() ? session_form_token(*ctx.viewer()) : std::string{};
}

/// Does `act(tx, by, group)` for a network that the reader may see, and shows its page again. Whoever must take part
/// under a pseudonym there is told so.
template <class F> boost::asio::awaitable<http::Response> change_membership(app::Context& ctx, F act)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return error_page(ctx, 404);
    std::string name;
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) -> result<void> {
        const auto network = storage::networks::find(tx, *id);
        if (!network || !knowledge::may_read(tx, *network, ctx.account_id())) return errc::not_found;
        const auto group = storage::accounts::find(tx, network->account);
        const auto by = storage::accounts::find(tx, ctx.account_id());
        if (!group || !by) return errc::not_found;
        name = group->username;
        const auto changed = act(tx, *by, *group);
        if (!changed && changed.error() != errc::not_found) return changed.error();
        return {};
    });
    if (!done && done.error() == errc::invalid_argument) co_return error_page(ctx, 422, say(ctx, "join_pseudonym"));
    if (!done) co_return refusal_page(ctx, done.error());
    wake_workers(ctx);
    co_return http::redirect("/@" + name);
}

} // namespace

std::string network_body(Transaction& tx, const app::Context& ctx, const storage::Account& account, json::object values)
{
    const auto& app = ctx.app();
    const auto network = storage::networks::find_by_account(tx, account.id);
    if (!network) return render("profile", values); // a Group that has no network is shown like a person
    const auto language = language_of(ctx);
    const auto viewer = ctx.viewer_id();
    values["t"] = code_of(language);
    values["network_title"] = network->title;
    values["closed"] = network->closed_at.has_value();
    values["local_only"] = network->local_only;
    values["may_look_after"] = viewer && knowledge::may_recommend(tx, *network, *viewer);
    values["desk_address"] = "/networks/" + to_string(network->id) + "/desk";
    values["description"] = text::markdown_to_html(network->description);
    values["guidelines"] = text::markdown_to_html(network->guidelines);
    values["hashtag"] = network->hashtag;
    values["tag_address"] = app.urls.tag(text::to_lower(network->hashtag));
    values["joining"] = word(language, "join_" + network->join_policy);
    values["posting"] = word(language, "posting_" + network->posting_policy);
    values["conditions"] = conditions_of(*network, language);
    values["people"] = people_of(tx, app.urls, *network, language);
    put_departments(values, tx, *network, viewer);
    put_membership(values, tx, ctx, *network, account);
    auto resources = resource_rows(tx, network->id);
    values["has_resources"] = !resources.empty();
    values["resources"] = std::move(resources);
    values["calendar_address"] = "/api/rounds/v1/networks/" + to_string(network->id) + "/calendar.ics";
    values["questions_address"] = "/@" + account.username + "/questions";
    values["metrics_address"] = "/@" + account.username + "/metrics";
    values["series"] = series_of(tx, *network, language);
    auto chats = chats_of(tx, app.urls, *network, language);
    values["has_next"] = !chats.next.empty();
    values["next"] = std::move(chats.next);
    values["has_past"] = !chats.past.empty();
    values["past"] = std::move(chats.past);
    auto summaries = summary_lines(tx, app.urls, {network->id}, most_summaries, language);
    values["has_summaries"] = !summaries.empty();
    values["summaries"] = std::move(summaries);
    return render("network", values);
}

boost::asio::awaitable<http::Response> join_network(app::Context& ctx)
{
    co_return co_await change_membership(
        ctx,
        [&](Transaction& tx, const storage::Account& by, const storage::Account& group) {
            return social::follow(tx, ctx.app().urls, by, group, {});
        }
    );
}

boost::asio::awaitable<http::Response> leave_network(app::Context& ctx)
{
    co_return co_await change_membership(
        ctx,
        [](Transaction& tx, const storage::Account& by, const storage::Account& group) {
            return social::unfollow(tx, by, group);
        }
    );
}

} // namespace rounds::web
