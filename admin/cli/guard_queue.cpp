#include "admin/cli/guard.hpp"
#include "admin/cli/knowledge.hpp"
#include "storage/base/crypto.hpp"
#include "storage/guard.hpp"

#include <CLI/CLI.hpp>
#include <fmt/ranges.h>

namespace rounds::cli {
namespace {

using storage::Account;
using storage::Transaction;

constexpr int most_listed = 100;

void show_queue(const Environment& environment)
{
    const auto runtime = environment.runtime();
    const auto held =
        runtime->app().db.transact_blocking([](Transaction& tx) { return storage::guard::list_held(tx, most_listed); });
    json::array rows;
    std::string text;
    for (const auto& hold : held) {
        rows.push_back(json::object{
            {"status_id", to_string(hold.status)},
            {"uri", hold.uri},
            {"rules", json::array(hold.rules.begin(), hold.rules.end())},
            {"created_at", to_iso8601(hold.created_at)},
        });
        text += fmt::format(
            "{} {} {} ({})\n",
            to_string(hold.status),
            to_iso8601(hold.created_at),
            hold.uri,
            fmt::join(hold.rules, ", ")
        );
    }
    if (!text.empty()) text.pop_back();
    print(environment, rows, text.empty() ? "Nothing is held." : text);
}

void decide(const Environment& environment, const std::string& id, const std::string& as, std::string_view state)
{
    const auto status = demand_id<StatusId>(id);
    act_as(
        environment,
        as,
        [&](Transaction& tx, app::App&, const Account& by) {
            demand(storage::guard::decide_hold(tx, status, state, by.id), "post " + id);
            storage::guard::Decision decision;
            decision.by = by.id;
            decision.status = status;
            decision.place = "arrived";
            decision.action = state == "released" ? "release" : "keep";
            storage::guard::add_decision(tx, decision);
            note_command(tx, "held." + decision.action, "held", to_int(status), by.id);
            return true;
        },
        Record::by_body
    );
    print(environment, json::object{{"status_id", id}, {"state", state}}, fmt::format("The post {} is {}.", id, state));
}

void show_log(const Environment& environment, int limit)
{
    const auto runtime = environment.runtime();
    const auto all =
        runtime->app().db.transact_blocking([&](Transaction& tx) { return storage::guard::list_decisions(tx, limit); });
    json::array rows;
    std::string text;
    for (const auto& one : all) {
        const auto hash = crypto::to_hex(one.text_hash);
        rows.push_back(json::object{
            {"created_at", to_iso8601(one.created_at)},
            {"account_id", one.account ? json::value(to_string(*one.account)) : json::value(nullptr)},
            {"by_account_id", one.by ? json::value(to_string(*one.by)) : json::value(nullptr)},
            {"status_id", one.status ? json::value(to_string(*one.status)) : json::value(nullptr)},
            {"place", one.place},
            {"action", one.action},
            {"rules", json::array(one.rules.begin(), one.rules.end())},
            {"text_hmac", hash},
        });
        text += fmt::format(
            "{} {} {} account {} ({}) {}\n",
            to_iso8601(one.created_at),
            one.action,
            one.place,
            one.account ? to_string(*one.account) : "-",
            fmt::join(one.rules, ", "),
            hash.substr(0, 16)
        );
    }
    if (!text.empty()) text.pop_back();
    print(environment, rows, text.empty() ? "No decisions." : text);
}

} // namespace

void add_guard_queue(CLI::App& guard, Environment& environment)
{
    guard.add_subcommand("queue", "Posts of other servers that are kept off public pages")->callback([&environment] {
        show_queue(environment);
    });
    struct Options
    {
        std::string id;
        std::string as;
        int limit = most_listed;
    };
    auto options = std::make_shared<Options>();
    const auto add = [&](const char* name, const char* about, std::string_view state) {
        auto* command = guard.add_subcommand(name, about);
        command->add_option("id", options->id, "Of the post")->required();
        command->add_option("--as", options->as, "Moderator who decides")->required();
        command->callback([&environment, options, state] { decide(environment, options->id, options->as, state); });
    };
    add("release", "Show a held post to everybody", "released");
    add("keep", "Keep a held post off public pages", "kept");
    auto* log =
        guard.add_subcommand("log", "What the guard and people decided: rules and keyed hashes, never the text");
    log->add_option("--limit", options->limit)->check(CLI::Range(1, 10'000));
    log->callback([&environment, options] { show_log(environment, options->limit); });
}

} // namespace rounds::cli
