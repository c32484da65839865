#include "server/admin_api/entities.hpp"
#include "server/admin_api/handlers.hpp"
#include "server/api/shown.hpp"
#include "server/app/config.hpp"
#include "server/app/tokens.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <map>

namespace rounds::admin_api {
namespace {

using storage::moderation::Handling;
using storage::reports::Report;

constexpr int usual = 100;
constexpr int most = 200;
constexpr std::array<std::string_view, 4> categories{"spam", "legal", "violation", "other"};

json::array rules_json(const Report& report, const std::vector<std::string>& rules)
{
    json::array list;
    for (const auto& id : report.rules) {
        const auto number = text::parse_int(id);
        if (!number || *number < 1 || std::cmp_greater(*number, rules.size())) continue;
        list.push_back(json::object{{"id", id}, {"text", rules[static_cast<std::size_t>(*number - 1)]}, {"hint", ""}});
    }
    return list;
}

/// Reports with all that is told of them: people in three queries, posts as `posts` shows them.
class Reports
{
public:
    Reports(Transaction& tx, const Context& ctx, const std::vector<Report>& all, api::Shown& posts)
        : ctx_(ctx), site_(ctx.app().api->site()), posts_(posts)
    {
        std::vector<AccountId> people;
        std::vector<StatusId> statuses;
        for (const auto& one : all) {
            auto& handling = handling_[one.id];
            handling = storage::moderation::handling_of(tx, one.id);
            people.insert(people.end(), {one.account, one.target});
            if (handling.assigned) people.push_back(*handling.assigned);
            if (handling.handled_by) people.push_back(*handling.handled_by);
            statuses.insert(statuses.end(), one.statuses.begin(), one.statuses.end());
        }
        std::ranges::sort(people);
        const auto twice = std::ranges::unique(people);
        people.erase(twice.begin(), twice.end());
        for (auto& one : storage::admin_accounts::views(tx, people)) {
            const auto id = one.view.account.id;
            people_.emplace(id, admin_account(one, *site_));
        }
        posts_.load(tx, statuses);
    }

    [[nodiscard]] std::string json(const Report& one) const
    {
        const auto& handling = handling_.at(one.id);
        json::object o;
        o["id"] = to_string(one.id);
        o["action_taken"] = one.handled_at.has_value();
        o["action_taken_at"] = one.handled_at ? json::value(to_iso8601(*one.handled_at)) : json::value(nullptr);
        o["category"] = one.category;
        o["comment"] = one.comment;
        o["forwarded"] = one.forwarded;
        o["created_at"] = to_iso8601(one.created_at);
        o["updated_at"] = to_iso8601(std::max(handling.updated_at, one.created_at));
        o["account"] = person(one.account);
        o["target_account"] = person(one.target);
        o["assigned_account"] = person(handling.assigned);
        o["action_taken_by_account"] = person(handling.handled_by);
        o["rules"] = rules_json(one, ctx_.app().config.instance.rules);
        auto text = json::serialize(o);
        text.pop_back();
        return text + R"(,"statuses":)" + posts_.list(one.statuses) + '}';
    }

private:
    [[nodiscard]] json::value person(const std::optional<AccountId>& id) const
    {
        if (!id) return nullptr;
        const auto found = people_.find(*id);
        return found == people_.end() ? json::value(nullptr) : json::value(found->second);
    }

    const Context& ctx_;
    std::shared_ptr<const entities::Site> site_;
    api::Shown& posts_;
    std::map<ReportId, Handling> handling_;
    std::map<AccountId, json::object> people_;
};

/// One report with its posts, whoever may see them otherwise: the reporter showed them to the moderators. That somebody
/// looked is noted.
result<std::string> tell(Transaction& tx, const Context& ctx, ReportId id)
{
    const auto report = storage::reports::find(tx, id);
    if (!report) return report.error();
    api::Shown posts{*ctx.app().api, ctx.app().clock.now(), report->target};
    const Reports told(tx, ctx, {*report}, posts);
    if (!report->statuses.empty()) moderation::note(tx, staff_of(ctx), "report.read", "report", to_int(id));
    return told.json(*report);
}

template <class Act> Answer change(Context& ctx, std::string_view action, Act act)
{
    const auto id = ctx.path_id<ReportId>("id");
    if (!id) co_return fail(id.error());
    const auto body = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) -> result<std::string> {
        const auto done = act(tx, *id);
        if (!done) return done.error();
        moderation::note(tx, staff_of(ctx), action, "report", to_int(*id));
        return tell(tx, ctx, *id);
    });
    if (!body) co_return fail(body.error());
    co_return http::json_text(*body);
}

} // namespace

/// GET /api/v1/admin/reports with resolved, account_id, target_account_id. Posts are those that the reader may see
/// anyway; a single report shows the others.
Answer list_reports(Context& ctx)
{
    const auto& params = ctx.params();
    const auto page = api::page_of(params, usual, most);
    storage::moderation::ReportQuery query;
    query.resolved = params.flag("resolved").value_or(false);
    query.account = parse_id<AccountId>(params.text_or("account_id", ""));
    query.target = parse_id<AccountId>(params.text_or("target_account_id", ""));
    api::Edges edges;
    auto body = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) {
        const auto ids = storage::moderation::list_reports(tx, query, page);
        if (!ids.empty()) edges = {.newest = to_int(ids.front()), .oldest = to_int(ids.back()), .rows = ids.size()};
        const auto all = storage::reports::find_all(tx, ids);
        api::Shown posts{ctx};
        const Reports told(tx, ctx, all, posts);
        std::vector<std::string> pieces;
        for (const auto& one : all) pieces.push_back(told.json(one));
        return api::json_list(pieces);
    });
    co_return api::paged(ctx, std::move(body), edges, page);
}

/// GET /api/v1/admin/reports/:id
Answer show_report(Context& ctx)
{
    const auto id = ctx.path_id<ReportId>("id");
    if (!id) co_return fail(id.error());
    const auto body =
        co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) { return tell(tx, ctx, *id); });
    if (!body) co_return fail(body.error());
    co_return http::json_text(*body);
}

/// PUT /api/v1/admin/reports/:id with category and rule_ids[].
Answer update_report(Context& ctx)
{
    const auto& params = ctx.params();
    const auto category = params.text("category");
    if (category && std::ranges::find(categories, *category) == categories.end())
        co_return fail(api::invalid::report_category);
    const auto count = ctx.app().config.instance.rules.size();
    const auto rules = params.texts("rule_ids");
    for (const auto& id : rules) {
        const auto number = text::parse_int(id);
        if (!number || *number < 1 || std::cmp_greater(*number, count)) co_return fail(api::invalid::report_rules);
    }
    const auto act = [&](Transaction& tx, ReportId id) -> result<void> {
        const auto report = storage::reports::find(tx, id);
        if (!report) return report.error();
        const auto kind = category.value_or(rules.empty() ? report->category : "violation");
        const auto named = params.has("rule_ids") ? rules : report->rules;
        const auto kept = kind == "violation" ? named : std::vector<std::string>{};
        return storage::moderation::change_report(tx, id, kind, kept, ctx.app().clock.now());
    };
    co_return co_await change(ctx, "report.update", act);
}

/// POST /api/v1/admin/reports/:id/assign_to_self
Answer assign_report(Context& ctx)
{
    const auto act = [&ctx](Transaction& tx, ReportId id) {
        return storage::moderation::assign(tx, id, ctx.account_id(), ctx.app().clock.now());
    };
    co_return co_await change(ctx, "report.assign", act);
}

/// POST /api/v1/admin/reports/:id/unassign
Answer unassign_report(Context& ctx)
{
    const auto act = [&ctx](Transaction& tx, ReportId id) {
        return storage::moderation::assign(tx, id, std::nullopt, ctx.app().clock.now());
    };
    co_return co_await change(ctx, "report.unassign", act);
}

/// POST /api/v1/admin/reports/:id/resolve
Answer resolve_report(Context& ctx)
{
    const auto act = [&ctx](Transaction& tx, ReportId id) {
        return storage::moderation::resolve(tx, id, ctx.account_id(), ctx.app().clock.now());
    };
    co_return co_await change(ctx, "report.resolve", act);
}

/// POST /api/v1/admin/reports/:id/reopen
Answer reopen_report(Context& ctx)
{
    const auto act = [&ctx](Transaction& tx, ReportId id) {
        return storage::moderation::reopen(tx, id, ctx.app().clock.now());
    };
    co_return co_await change(ctx, "report.reopen", act);
}

} // namespace rounds::admin_api
