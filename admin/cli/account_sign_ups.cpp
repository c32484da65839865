#include "admin/cli/account.hpp"

#include "admin/cli/knowledge.hpp"
#include "server/app/sign_up.hpp"
#include "storage/audit.hpp"
#include "storage/base/json.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/core.h>

namespace rounds::cli {
namespace {

using storage::Transaction;

constexpr int most_listed = 1000;

storage::SignUp asked_for(Transaction& tx, const std::string& name)
{
    auto found = storage::sign_ups::find_by_username(tx, name.starts_with('@') ? name.substr(1) : name);
    if (!found) throw UsageError(fmt::format("nobody has asked for an account \"{}\"", name));
    return *found;
}

void list(const Environment& environment)
{
    const auto runtime = environment.runtime();
    const auto all = runtime->app().db.transact_blocking([](Transaction& tx) {
        return storage::sign_ups::to_approve(tx, most_listed);
    });
    json::array out;
    for (const auto& one : all) {
        if (!environment.json) {
            fmt::print("@{}  {}  {}\n", one.username, to_iso8601(one.created_at), one.reason);
            continue;
        }
        json::object entry{{"username", one.username}, {"display_name", one.display_name}, {"reason", one.reason}};
        entry["created_at"] = to_iso8601(one.created_at);
        entry["locale"] = one.locale;
        out.push_back(std::move(entry));
    }
    if (environment.json) fmt::print("{}\n", json::serialize(out));
}

void note(Transaction& tx, std::string_view action, SignUpId id)
{
    storage::audit::Entry entry;
    entry.via = "command";
    entry.action = action;
    entry.target_kind = "sign_up";
    entry.target = to_int(id);
    storage::audit::add(tx, entry);
}

void approve(const Environment& environment, const std::string& name)
{
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    const auto done = app.db.transact_blocking([&](Transaction& tx) -> result<social::Admitted> {
        const auto row = asked_for(tx, name);
        auto admitted = app::approve_sign_up(tx, app, row.id);
        if (admitted) note(tx, "sign_up.approve", row.id);
        return admitted;
    });
    if (!done) throw UsageError(fmt::format("\"{}\" or its e-mail address is taken by now", name));
    const json::object shown{{"username", name}, {"made", done->account.has_value()}};
    if (done->account)
        print(
            environment,
            shown,
            fmt::format("Made @{}@{} ({}).", done->account->username, app.config.instance.domain, done->account->url)
        );
    else
        print(environment, shown, "Approved; the account is made once the e-mail address is confirmed.");
}

void reject(const Environment& environment, const std::string& name)
{
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    app.db.transact_blocking([&](Transaction& tx) {
        const auto row = asked_for(tx, name);
        if (!app::reject_sign_up(tx, app, row.id))
            throw UsageError(fmt::format("nobody has asked for an account \"{}\"", name));
        note(tx, "sign_up.reject", row.id);
    });
    print(environment, json::object{{"username", name}}, name + " is turned away.");
}

} // namespace

void add_sign_ups(CLI::App& account, Environment& environment)
{
    auto name = std::make_shared<std::string>();
    auto* list_command = account.add_subcommand("list", "People who asked for an account");
    auto pending = std::make_shared<bool>(false);
    list_command->add_flag("--pending", *pending, "Those that wait for a decision")->required();
    list_command->callback([&environment, pending] { list(environment); });

    auto* approve_command = account.add_subcommand("approve", "Let somebody in who asked for an account");
    approve_command->add_option("username", *name)->required();
    approve_command->callback([&environment, name] { approve(environment, *name); });

    auto* reject_command = account.add_subcommand("reject", "Turn somebody away who asked for an account");
    reject_command->add_option("username", *name)->required();
    reject_command->callback([&environment, name] { reject(environment, *name); });
}

} // namespace rounds::cli
