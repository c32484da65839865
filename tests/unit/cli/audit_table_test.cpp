// tests/audit.tsv against the tables of routes and commands: whoever adds one says what the audit log says of it.

#include "admin/cli/command.hpp"
#include "admin/console/routes.hpp"
#include "server/admin_api/routes.hpp"
#include "tests/support/staff_record.hpp"

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>
#include <set>

namespace rounds::cli {
namespace {

/// The words of each command that can be run: those without commands below them, and those that need none.
void add_leaves(const CLI::App& app, const std::string& before, std::set<std::string>& found)
{
    for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
        const auto name = before + sub->get_name();
        if (sub->get_require_subcommand_min() == 0) found.insert(name);
        add_leaves(*sub, name + ' ', found);
    }
}

std::set<std::string> everything()
{
    std::set<std::string> found;
    for (const auto& routes : {admin_api::routes(), console::routes()})
        for (const auto& route : routes)
            if (route.method != http::Method::get)
                found.insert(std::string(test::name_of(route.method)) + ' ' + std::string(route.path));
    CLI::App program;
    Environment environment;
    add_commands(program, environment);
    add_leaves(program, "", found);
    return found;
}

TEST(AuditTable, HasALineForWhateverStaffAndOperatorsCanDo)
{
    const auto all = everything();
    ASSERT_GT(all.size(), 180U);
    std::set<std::string> lines;
    for (const auto& act : test::staff_acts()) {
        EXPECT_TRUE(lines.insert(act.what).second) << act.what << " is there twice";
        EXPECT_TRUE(all.contains(act.what)) << "there is no " << act.what;
    }
    for (const auto& what : all) EXPECT_TRUE(lines.contains(what)) << "tests/audit.tsv has no line for " << what;
}

TEST(AuditTable, ShowsEachEntryOrSaysWhyThereIsNone)
{
    for (const auto& act : test::staff_acts()) {
        const bool command = !act.what.contains('/');
        if (act.actions.empty() || command) EXPECT_FALSE(act.how.empty()) << act.what;
        if (!act.how.starts_with("as ")) {
            if (command && !act.actions.empty()) EXPECT_TRUE(act.how.starts_with("run")) << act.what;
            continue;
        }
        const auto* other = test::find_act(act.how.substr(3));
        ASSERT_NE(other, nullptr) << act.what;
        EXPECT_FALSE(other->actions.empty()) << act.what;
    }
}

} // namespace
} // namespace rounds::cli
