#include "server/api/handlers.hpp"
#include "server/api/people.hpp"
#include "server/api/wake.hpp"
#include "server/app/config.hpp"
#include "server/entities/report.hpp"
#include "server/social/verbs.hpp"
#include "storage/base/text.hpp"
#include "storage/collections.hpp"

#include <algorithm>
#include <array>

namespace rounds::api {
namespace {

constexpr std::size_t longest_comment = 1000;
constexpr std::array<std::string_view, 4> categories{"spam", "legal", "violation", "other"};

/// Rules are named by their place in the list of the instance, as GET /api/v1/instance/rules tells them.
bool is_rule(std::string_view id, std::size_t rules)
{
    const auto number = text::parse_int(id);
    return number && *number >= 1 && std::cmp_less_equal(*number, rules);
}

result<social::ReportForm> report_form(const http::Params& params, std::size_t rules)
{
    const auto target = parse_id<AccountId>(params.text_or("account_id", ""));
    if (!target) return errc::not_found;
    social::ReportForm form;
    form.target = *target;
    for (const auto& text : params.texts("status_ids")) {
        const auto id = parse_id<StatusId>(text);
        if (!id) return errc::not_found;
        form.statuses.push_back(*id);
    }
    if (form.statuses.size() > 100) return invalid::report_statuses;
    form.comment = params.text_or("comment", "");
    if (text::count_code_points(form.comment) > longest_comment) return invalid::comment_too_long;
    form.rules = params.texts("rule_ids");
    form.category = params.text_or("category", form.rules.empty() ? "other" : "violation");
    if (std::ranges::find(categories, form.category) == categories.end()) return invalid::report_category;
    const bool known = std::ranges::all_of(form.rules, [&](const auto& id) { return is_rule(id, rules); });
    if (!known || (!form.rules.empty() && form.category != "violation")) return invalid::report_rules;
    form.forward = params.flag("forward").value_or(false);
    return form;
}

/// Moderators open what is reported by its address, which stands below what the person wrote.
result<void> add_collections(Transaction& tx, const std::vector<CollectionId>& ids, social::ReportForm& form)
{
    for (const auto id : ids) {
        const auto collection = storage::collections::find(tx, id);
        if (!collection || collection->account != form.target) return errc::not_found;
        form.comment += (form.comment.empty() ? "" : "\n") + collection->url.value_or(collection->uri);
    }
    return {};
}

} // namespace

/// POST /api/v1/reports with account_id, status_ids[], collection_ids[], comment, category, rule_ids[] and forward.
Answer create_report(Context& ctx)
{
    constexpr std::size_t most_collections = 10;
    const auto collections = ids_of<CollectionId>(ctx.params(), "collection_ids", most_collections);
    auto form = report_form(ctx.params(), ctx.app().config.instance.rules.size());
    if (!form) co_return fail(form.error());
    if (form->target == ctx.account_id()) co_return fail(invalid::self);
    const auto site = ctx.app().api->site();
    const auto body = co_await ctx.app().db.transact([&](Transaction& tx) -> result<json::object> {
        const auto me = find_account(tx, ctx.account_id());
        if (!me) return me.error();
        if (const auto added = add_collections(tx, collections, *form); !added) return added.error();
        const auto made = social::report(tx, ctx.app().urls, *me, *form);
        if (!made) return made.error();
        const auto target = storage::accounts::view(tx, made->target);
        if (!target) return target.error();
        return entities::report(*made, *target, *site);
    });
    if (!body) co_return fail(body.error());
    wake_workers(ctx);
    co_return http::json_response(*body);
}

} // namespace rounds::api
