#include "admin/cli/knowledge.hpp"
#include "server/social/email_address.hpp"
#include "storage/base/text.hpp"
#include "storage/blocks.hpp"
#include "storage/channels.hpp"

#include <CLI/CLI.hpp>

namespace rounds::cli {
namespace {

namespace blocks = storage::blocks;
using storage::Transaction;

constexpr int most_listed = 1000;

struct Options
{
    std::string what;
    bool with_approval = false;
    std::string effect = "sign_up_block";
    std::string comment;
    int days = 0;
};

void list(const Environment& environment)
{
    const auto runtime = environment.runtime();
    const auto now = runtime->app().clock.now();
    json::array mails;
    json::array addresses;
    std::string text;
    runtime->app().db.transact_blocking([&](Transaction& tx) {
        const auto ids = blocks::list_email_domains(tx, {.limit = most_listed});
        for (const auto& one : blocks::email_domains(tx, ids, now)) {
            const auto* effect = one.allow_with_approval ? "sign_up_requires_approval" : "sign_up_block";
            mails.push_back({{"id", to_string(one.id)}, {"domain", one.domain}, {"effect", effect}});
            text += fmt::format("mail {} {} {}\n", to_string(one.id), one.domain, effect);
        }
        for (const auto& one : blocks::list_ips(tx, {.limit = most_listed})) {
            const auto until = one.expires_at ? to_iso8601(*one.expires_at) : std::string{};
            addresses.push_back(
                {{"id", to_string(one.id)},
                 {"ip", one.ip},
                 {"effect", one.severity},
                 {"until", string_or_null(until)},
                 {"comment", one.comment}}
            );
            text +=
                fmt::format("address {} {} {} {} {}\n", to_string(one.id), one.ip, one.severity, until, one.comment);
        }
    });
    if (!text.empty()) text.pop_back();
    const json::object shown{{"mails", std::move(mails)}, {"addresses", std::move(addresses)}};
    print(environment, shown, text.empty() ? "Nothing is blocked." : text);
}

/// One transaction with its entry; running servers read the addresses again.
template <class Body> BlockId change(const Environment& environment, std::string_view kind, Body body)
{
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    const auto id = app.db.transact_blocking([&](Transaction& tx) {
        const BlockId changed = body(tx, app);
        note_run(tx, environment, kind, to_int(changed));
        return changed;
    });
    app.notifier.notify(storage::channels::events);
    return id;
}

void block_mail(const Environment& environment, const Options& options)
{
    const auto domain = text::to_lower(options.what);
    if (!social::is_email_address("a@" + domain)) throw UsageError(fmt::format("\"{}\" is no domain", options.what));
    const auto id = change(environment, "email_domain_block", [&](Transaction& tx, app::App&) {
        return demand(blocks::add_email_domain(tx, domain, options.with_approval), domain);
    });
    print(environment, json::object{{"id", to_string(id)}, {"domain", domain}}, domain + " is blocked.");
}

void block_address(const Environment& environment, const Options& options)
{
    const auto id = change(environment, "ip_block", [&](Transaction& tx, app::App& app) {
        blocks::IpBlock block;
        block.ip = options.what;
        block.severity = options.effect;
        block.comment = options.comment;
        if (options.days > 0) block.expires_at = app.clock.now() + std::chrono::days{options.days};
        return demand(blocks::add_ip(tx, block), options.what).id;
    });
    print(environment, json::object{{"id", to_string(id)}, {"ip", options.what}}, options.what + " is blocked.");
}

void unblock_mail(const Environment& environment, const Options& options)
{
    const auto id = demand_id<BlockId>(options.what);
    change(environment, "email_domain_block", [&](Transaction& tx, app::App&) {
        demand(blocks::remove_email_domain(tx, id), "block " + options.what);
        return id;
    });
    print(environment, json::object{{"id", options.what}}, "It is not blocked any more.");
}

void unblock_address(const Environment& environment, const Options& options)
{
    const auto id = demand_id<BlockId>(options.what);
    change(environment, "ip_block", [&](Transaction& tx, app::App&) {
        demand(blocks::remove_ip(tx, id), "block " + options.what);
        return id;
    });
    print(environment, json::object{{"id", options.what}}, "It is not blocked any more.");
}

} // namespace

void add_block(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand("block", "Who may not make an account here: e-mail domains and addresses");
    command->require_subcommand(1);
    auto options = std::make_shared<Options>();
    const auto sub = [&](const char* name, const char* help, const char* what, auto run) {
        auto* added = command->add_subcommand(name, help);
        added->add_option("what", options->what, what)->required();
        added->callback([&environment, options, run] { run(environment, *options); });
        return added;
    };
    command->add_subcommand("list", "All of them")->callback([&environment] { list(environment); });
    sub("mail", "Block an e-mail domain", "Domain; covers its subdomains", block_mail)
        ->add_flag("--with-approval", options->with_approval, "Sign-ups wait for approval instead");
    auto* address = sub("address", "Block an address or a network", "198.51.100.0/24", block_address);
    address->add_option("--effect", options->effect)
        ->capture_default_str()
        ->check(CLI::IsMember({"sign_up_requires_approval", "sign_up_block", "no_access"}));
    address->add_option("--days", options->days, "For how many days; 0: until it is removed")
        ->check(CLI::Range(0, 3650));
    address->add_option("--comment", options->comment, "Why, in your words");
    sub("remove-mail", "Take the block of a domain back", "Its number in the list", unblock_mail);
    sub("remove-address", "Take the block of an address back", "Its number in the list", unblock_address);
}

} // namespace rounds::cli
