#include "server/moderation/break_glass.hpp"
#include "admin/cli/account.hpp"
#include "admin/cli/command.hpp"
#include "admin/cli/knowledge.hpp"
#include "storage/accounts.hpp"
#include "storage/audit.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace rounds::cli {
namespace {

using storage::Transaction;
namespace rows = storage::break_glass;

constexpr int most_listed = 200;

struct Options
{
    std::string name;
};

void change_right(const Environment& environment, const Options& options, bool granted)
{
    const auto runtime = environment.runtime();
    runtime->app().db.transact_blocking([&](Transaction& tx) {
        const auto id = local_account(tx, options.name).id;
        const auto user = storage::accounts::find_user(tx, id);
        if (!user) throw UsageError(fmt::format("\"{}\" has no log-in", options.name));
        if (granted && user->role == "member")
            throw UsageError(fmt::format("\"{}\" is no staff: give the role of a moderator first", options.name));
        const bool changed = granted ? rows::grant(tx, id) : rows::withdraw(tx, id);
        if (!changed) throw UsageError(fmt::format("it is so already for \"{}\"", options.name));
        storage::audit::add_about(
            tx, std::nullopt, "command", granted ? "break_glass.grant" : "break_glass.withdraw", id
        );
    });
    print(
        environment,
        json::object{{"granted", granted}},
        granted ? "They may open a private conversation in an emergency. They need a second factor for it."
                : "They may open no private conversation any more."
    );
}

std::string name_of(Transaction& tx, AccountId id)
{
    const auto account = storage::accounts::find(tx, id);
    return account ? account->acct() : to_string(id);
}

void list_holders(const Environment& environment)
{
    const auto runtime = environment.runtime();
    json::array all;
    std::string text;
    runtime->app().db.transact_blocking([&](Transaction& tx) {
        for (const auto id : rows::holders(tx)) {
            const auto user = storage::accounts::find_user(tx, id);
            const auto name = name_of(tx, id);
            const bool ready = user && user->second_factor_at && user->role != "member";
            all.push_back(json::object{{"account", name}, {"ready", ready}});
            text += fmt::format("@{}{}\n", name, ready ? "" : " (needs a second factor and a role of staff)");
        }
    });
    if (!text.empty()) text.pop_back();
    print(environment, all, text.empty() ? "Nobody." : text);
}

void list_openings(const Environment& environment)
{
    const auto runtime = environment.runtime();
    const auto now = runtime->app().clock.now();
    json::array all;
    std::string text;
    runtime->app().db.transact_blocking([&](Transaction& tx) {
        for (const auto& one : rows::list(tx, most_listed)) {
            const bool overdue = one.verdict.empty() && one.opened_at + moderation::break_glass::review_within < now;
            const std::string standing = !one.verdict.empty() ? one.verdict : overdue ? "overdue" : "waits";
            all.push_back(json::object{
                {"id", to_string(one.id)},
                {"conversation_id", to_string(one.conversation)},
                {"opened_by", name_of(tx, one.opened_by)},
                {"reason", one.reason},
                {"opened_at", to_iso8601(one.opened_at)},
                {"times_read", one.times_read},
                {"review", standing},
                {"reviewed_by", one.reviewed_by ? json::value(name_of(tx, *one.reviewed_by)) : json::value(nullptr)},
            });
            text += fmt::format(
                "{} {} @{} conversation {} {} read {} times: {}\n",
                to_string(one.id),
                to_iso8601(one.opened_at),
                name_of(tx, one.opened_by),
                to_string(one.conversation),
                one.reason,
                one.times_read,
                standing
            );
        }
    });
    if (!text.empty()) text.pop_back();
    print(environment, all, text.empty() ? "No conversation was ever opened." : text);
}

} // namespace

void add_break_glass(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand(
        "break-glass", "Who may open a private conversation in an emergency, and when somebody did"
    );
    command->require_subcommand(1);
    const auto options = std::make_shared<Options>();
    auto* grant = command->add_subcommand("grant", "Give somebody of the staff the right");
    grant->add_option("account", options->name, "User name")->required();
    grant->callback([&environment, options] { change_right(environment, *options, true); });
    auto* withdraw = command->add_subcommand("withdraw", "Take it away");
    withdraw->add_option("account", options->name, "User name")->required();
    withdraw->callback([&environment, options] { change_right(environment, *options, false); });
    command->add_subcommand("holders", "Who has it")->callback([&environment] { list_holders(environment); });
    command->add_subcommand("list", "Openings, with what a second person said of each")->callback([&environment] {
        list_openings(environment);
    });
}

} // namespace rounds::cli
