#include "server/web/network_desk.hpp"

#include "server/knowledge/marks.hpp"
#include "server/knowledge/series.hpp"
#include "server/knowledge/stewardship.hpp"
#include "server/web/acting.hpp"
#include "server/web/network_desk_values.hpp"
#include "storage/base/text.hpp"
#include "storage/chat_series.hpp"
#include "storage/networks.hpp"
#include "storage/summaries.hpp"

namespace rounds::web {
namespace {

using storage::Account;
using storage::Network;
using storage::Transaction;

struct Desk
{
    std::string title;
    json::object values;
};

result<Desk> load(Transaction& tx, const app::Context& ctx, NetworkId id, Language language)
{
    const auto network = storage::networks::find(tx, id);
    if (!network) return network.error();
    DeskReader reader;
    reader.account = ctx.account_id();
    reader.steward = knowledge::may_steward(tx, *network, reader.account);
    reader.host = knowledge::may_host(tx, *network, reader.account);
    if (!knowledge::may_recommend(tx, *network, reader.account))
        return knowledge::may_read(tx, *network, reader.account) ? errc::forbidden : errc::not_found;
    auto values = desk_values(tx, ctx.app().urls, *network, reader, language);
    const auto group = storage::accounts::find(tx, network->account);
    values["network_address"] = group ? group->url : std::string{};
    return Desk{network->title, std::move(values)};
}

boost::asio::awaitable<http::Response> show(app::Context& ctx, std::string problem, unsigned status)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return error_page(ctx, 404);
    const auto language = language_of(ctx);
    auto desk = co_await ctx.app().db.transact([&](Transaction& tx) { return load(tx, ctx, *id, language); });
    if (!desk) co_return refusal_page(ctx, desk.error());
    desk->values["problem"] = problem;
    auto title = std::string(word(language, "network_desk")) + ": " + desk->title;
    co_return own_page(ctx, "network_desk", std::move(title), std::move(desk->values), status);
}

/// Does `act(tx, by, network)` for a form of the desk, and shows that part of it again.
template <class F> boost::asio::awaitable<http::Response> change(app::Context& ctx, F act, std::string_view anchor)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return error_page(ctx, 404);
    const auto body = [&](Transaction& tx, const Account& by) { return act(tx, by, *id); };
    std::string location = "/networks/" + to_string(*id) + "/desk#";
    location += anchor;
    co_return co_await perform(ctx, body, std::move(location));
}

/// The account that a form names, by id or by its user name here.
result<AccountId> account_of(Transaction& tx, const app::Context& ctx)
{
    if (const auto id = parse_id<AccountId>(ctx.params().text_or("account_id", ""))) return *id;
    auto handle = ctx.params().text_or("handle", "");
    if (handle.starts_with('@')) handle.erase(0, 1);
    const auto found = storage::accounts::find_by_handle(tx, handle, std::nullopt);
    if (!found) return found.error();
    return found->id;
}

std::vector<std::string> words_in(std::string_view text)
{
    std::vector<std::string> found;
    for (const auto word : text::split(text, ' '))
        if (!word.empty()) found.emplace_back(word);
    return found;
}

/// What the form says over what there is.
knowledge::NetworkForm settings_form(const app::Context& ctx, const Network& network)
{
    const auto& params = ctx.params();
    knowledge::NetworkForm form;
    form.title = params.text_or("title", "");
    form.description = params.text_or("description", "");
    form.guidelines = params.text_or("guidelines", "");
    form.hashtag = params.text_or("hashtag", network.hashtag);
    form.conditions = network.conditions;
    form.join_policy = params.text_or("join_policy", network.join_policy);
    form.posting_policy = params.text_or("posting_policy", network.posting_policy);
    form.sensitive = params.flag("sensitive").value_or(false);
    form.local_only = params.flag("local_only").value_or(false);
    form.reminders = words_in(params.text_or("reminders", ""));
    form.parent = parse_id<NetworkId>(params.text_or("parent_id", ""));
    return form;
}

} // namespace

boost::asio::awaitable<http::Response> network_desk(app::Context& ctx)
{
    return show(ctx, {}, 200);
}

boost::asio::awaitable<http::Response> change_network_settings(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto& params = ctx.params();
    const std::vector<std::string> texts{
        params.text_or("title", ""), params.text_or("description", ""), params.text_or("guidelines", "")
    };
    const auto problem = co_await guard_problem(ctx, texts);
    if (!problem.empty()) co_return co_await show(ctx, problem, 422);
    const auto act = [&](Transaction& tx, const Account& by, NetworkId id) -> result<Network> {
        const auto network = storage::networks::find(tx, id);
        if (!network) return network.error();
        return knowledge::change_network(tx, ctx.app().urls, by, id, settings_form(ctx, *network));
    };
    co_return co_await change(ctx, act, "settings");
}

boost::asio::awaitable<http::Response> decide_join_request(app::Context& ctx)
{
    const bool accepted = ctx.params().text_or("decision", "") == "accept";
    const auto act = [&](Transaction& tx, const Account& by, NetworkId id) -> result<void> {
        const auto asker = parse_id<AccountId>(ctx.params().text_or("account_id", ""));
        if (!asker) return errc::invalid_argument;
        return knowledge::decide_request(tx, by, id, *asker, accepted);
    };
    co_return co_await change(ctx, act, "requests");
}

boost::asio::awaitable<http::Response> change_network_role(app::Context& ctx)
{
    const auto role = ctx.params().text_or("role", "");
    const bool remove = ctx.params().flag("remove").value_or(false);
    const auto act = [&](Transaction& tx, const Account& by, NetworkId id) -> result<void> {
        const auto account = account_of(tx, ctx);
        if (!account) return account.error();
        const auto verb = remove ? knowledge::take_role : knowledge::give_role;
        return verb(tx, by, id, *account, role);
    };
    co_return co_await change(ctx, act, "people");
}

boost::asio::awaitable<http::Response> add_network_resource(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto& params = ctx.params();
    knowledge::ResourceForm form;
    form.title = params.text_or("title", "");
    form.note = params.text_or("note", "");
    form.address = params.text_or("address", "");
    form.pinned = params.flag("pinned").value_or(false);
    const std::vector<std::string> texts{form.title, form.note};
    const auto problem = co_await guard_problem(ctx, texts);
    if (!problem.empty()) co_return co_await show(ctx, problem, 422);
    if (!knowledge::wrong_field(form).empty()) {
        std::string wrong(word(language_of(ctx), "wrong_resource"));
        co_return co_await show(ctx, std::move(wrong), 422);
    }
    const auto act = [&](Transaction& tx, const Account& by, NetworkId id) {
        return knowledge::add_resource(tx, by, id, form);
    };
    co_return co_await change(ctx, act, "library");
}

boost::asio::awaitable<http::Response> change_network_resource(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto resource = ctx.path_id<ResourceId>("resource");
    if (!resource) co_return error_page(ctx, 404);
    const auto wanted = ctx.params().text_or("change", "");
    const auto act = [&](Transaction& tx, const Account& by, NetworkId) -> result<void> {
        if (wanted == "remove") return knowledge::remove_resource(tx, by, *resource);
        const auto pinned = knowledge::pin_resource(tx, by, *resource, wanted == "pin");
        if (!pinned) return pinned.error();
        return {};
    };
    co_return co_await change(ctx, act, "library");
}

boost::asio::awaitable<http::Response> retract_network_summary(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto reason = ctx.params().text_or("reason", "");
    const std::vector<std::string> texts{reason};
    const auto problem = co_await guard_problem(ctx, texts, "summary");
    if (!problem.empty()) co_return co_await show(ctx, problem, 422);
    const auto now = ctx.app().clock.now();
    const auto act = [&](Transaction& tx, const Account& by, NetworkId id) -> result<storage::Summary> {
        const auto summary = parse_id<SummaryId>(ctx.params().text_or("summary_id", ""));
        if (!summary) return errc::invalid_argument;
        const auto found = storage::summaries::find(tx, *summary);
        if (!found) return found.error();
        if (found->network != id) return errc::not_found;
        return knowledge::retract_summary(tx, ctx.app().urls, by, *summary, reason, now);
    };
    co_return co_await change(ctx, act, "summaries");
}

boost::asio::awaitable<http::Response> end_network_series(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto series = ctx.path_id<SeriesId>("series");
    if (!series) co_return error_page(ctx, 404);
    const auto now = ctx.app().clock.now();
    const auto act = [&](Transaction& tx, const Account& by, NetworkId) {
        return knowledge::end_series(tx, by, *series, now);
    };
    co_return co_await change(ctx, act, "chats");
}

} // namespace rounds::web
