#include "admin/cli/knowledge.hpp"
#include "storage/audit.hpp"
#include "storage/base/json.hpp"
#include "storage/base/text.hpp"
#include "storage/channels.hpp"
#include "storage/domain_policies.hpp"
#include "storage/peers.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/core.h>

namespace rounds::cli {
namespace {

using storage::Transaction;

struct Options
{
    std::string domain;
    std::string reason;
};

/// By the id of the row: a domain's name is no business of the audit log.
void note(Transaction& tx, std::string_view action, const std::string& domain, std::string_view rule)
{
    const auto row = storage::domain_policies::find_by_domain(tx, domain);
    if (!row) return;
    storage::audit::Entry entry;
    entry.via = "command";
    entry.action = action;
    entry.target_kind = "domain";
    entry.target = to_int(row->id);
    entry.rule = rule;
    storage::audit::add(tx, entry);
}

void set_policy(const Environment& environment, const Options& options, const char* policy)
{
    const auto runtime = environment.runtime();
    runtime->app().db.transact_blocking([&](Transaction& tx) {
        storage::peers::set_policy(tx, {text::to_lower(options.domain), policy, options.reason});
        note(tx, "domain.policy", options.domain, policy);
    });
    runtime->app().notifier.notify(storage::channels::policies);
    print(
        environment,
        json::object{{"domain", options.domain}, {"policy", policy}},
        fmt::format("{}: {}", options.domain, policy)
    );
}

void remove_policy(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    runtime->app().db.transact_blocking([&](Transaction& tx) {
        note(tx, "domain.forget", options.domain, {});
        if (!storage::peers::remove_policy(tx, text::to_lower(options.domain))) // nothing is kept of what did nothing
            throw UsageError(fmt::format("there is no policy for \"{}\"", options.domain));
    });
    runtime->app().notifier.notify(storage::channels::policies);
    print(environment, json::object{{"domain", options.domain}}, options.domain + ": forgotten");
}

void list(const Environment& environment)
{
    const auto runtime = environment.runtime();
    const auto& config = runtime->app().config;
    const auto policies =
        runtime->app().db.transact_blocking([](Transaction& tx) { return storage::peers::policies(tx); });
    if (environment.json) {
        json::array rows;
        for (const auto& peer : config.federation.peers)
            rows.push_back({{"domain", peer}, {"policy", "allow"}, {"from", "configuration"}});
        for (const auto& row : policies)
            rows.push_back(
                {{"domain", row.domain}, {"policy", row.policy}, {"reason", row.reason}, {"from", "database"}}
            );
        fmt::print("{}\n", json::serialize(rows));
        return;
    }
    fmt::print("mode: {}\n", config.federation.mode);
    for (const auto& peer : config.federation.peers) fmt::print("allow {} (configuration)\n", peer);
    for (const auto& row : policies) fmt::print("{} {} {}\n", row.policy, row.domain, row.reason);
}

} // namespace

void add_peer(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand("peer", "Whom this instance federates with");
    command->require_subcommand(1);
    command->add_subcommand("list", "The consortium and exceptions to it")->callback([&environment] {
        list(environment);
    });
    auto options = std::make_shared<Options>();
    const auto add = [&](const char* name, const char* help, const char* policy) {
        auto* sub = command->add_subcommand(name, help);
        sub->add_option("domain", options->domain, "host[:port]; covers its subdomains")->required();
        sub->add_option("--reason", options->reason, "Kept beside it");
        sub->callback([&environment, options, policy] { set_policy(environment, *options, policy); });
    };
    add("allow", "Federate with a domain (a running server follows at once)", "allow");
    add("limit", "Federate, but keep its posts out of public timelines", "limit");
    add("block", "Neither take anything from a domain nor send it anything", "block");
    auto* remove = command->add_subcommand("remove", "Forget what was said about a domain");
    remove->add_option("domain", options->domain)->required();
    remove->callback([&environment, options] { remove_policy(environment, *options); });
}

} // namespace rounds::cli
