#include "admin/cli/knowledge.hpp"
#include "admin/cli/moderate.hpp"

#include <CLI/CLI.hpp>

namespace rounds::cli {
namespace {

using storage::Transaction;

constexpr int most_listed = 200;

struct Options
{
    std::string id;
    std::string as;
    bool resolved = false;
};

void list(const Environment& environment, bool resolved)
{
    const auto runtime = environment.runtime();
    storage::moderation::ReportQuery query;
    query.resolved = resolved;
    storage::accounts::Page page;
    page.limit = most_listed;
    const auto reports = runtime->app().db.transact_blocking([&](Transaction& tx) {
        return storage::reports::find_all(tx, storage::moderation::list_reports(tx, query, page));
    });
    json::array rows;
    std::string text;
    for (const auto& one : reports) {
        rows.push_back(json::object{
            {"id", to_string(one.id)},
            {"created_at", to_iso8601(one.created_at)},
            {"account_id", to_string(one.account)},
            {"target_account_id", to_string(one.target)},
            {"category", one.category},
            {"comment", one.comment},
        });
        text += fmt::format(
            "{} {} {} about {} {}\n",
            to_string(one.id),
            to_iso8601(one.created_at),
            one.category,
            to_string(one.target),
            one.comment
        );
    }
    if (!text.empty()) text.pop_back();
    print(environment, rows, text.empty() ? "No reports." : text);
}

void settle(const Environment& environment, const Options& options, bool open)
{
    const auto id = demand_id<ReportId>(options.id);
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    app.db.transact_blocking([&](Transaction& tx) {
        const auto staff = staff_from(tx, options.as);
        const auto now = app.clock.now();
        demand(
            open ? storage::moderation::reopen(tx, id, now) : storage::moderation::resolve(tx, id, staff.account, now),
            "report " + options.id
        );
        moderation::note(tx, staff, open ? "report.reopen" : "report.resolve", "report", to_int(id));
    });
    print(environment, json::object{{"id", options.id}, {"resolved", !open}}, open ? "Open again." : "Resolved.");
}

} // namespace

void add_moderate_reports(CLI::App& moderate, Environment& environment)
{
    auto options = std::make_shared<Options>();
    auto* reports = moderate.add_subcommand("reports", "Reports, the newest first");
    reports->add_flag("--resolved", options->resolved, "Those that are settled");
    reports->callback([&environment, options] { list(environment, options->resolved); });
    for (const bool open : {false, true}) {
        auto* sub = moderate.add_subcommand(
            open ? "reopen" : "resolve", open ? "Open a report again" : "Settle a report without doing anything"
        );
        sub->add_option("id", options->id)->required();
        sub->add_option("--as", options->as, "Moderator in whose name");
        sub->callback([&environment, options, open] { settle(environment, *options, open); });
    }
}

} // namespace rounds::cli
