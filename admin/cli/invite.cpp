#include "admin/cli/knowledge.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/json.hpp"
#include "storage/sign_ups.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/core.h>

namespace rounds::cli {
namespace {

namespace invitations = storage::invitations;
using storage::Transaction;

constexpr int most_listed = 1000;

struct Options
{
    std::string id;
    std::string note;
    int uses = 1;
    int days = 7;
};

/// The code is shown once: only its hash is kept.
void create(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    const auto& app = runtime->app();
    storage::Invitation invitation;
    invitation.note = options.note;
    if (options.uses > 0) invitation.max_uses = options.uses;
    if (options.days > 0) invitation.expires_at = app.clock.now() + std::chrono::days{options.days};
    const auto code = crypto::to_base64url(crypto::random_bytes(16));
    const auto made = app.db.transact_blocking([&](Transaction& tx) {
        auto added = invitations::add(tx, crypto::sha256(code), invitation);
        note_run(tx, environment, "invitation", to_int(added.id));
        return added;
    });
    const auto address = app.urls.base() + "/auth/sign_up?invite=" + code;
    if (environment.json) {
        json::object out{{"id", to_string(made.id)}, {"code", code}, {"url", address}};
        fmt::print("{}\n", json::serialize(out));
        return;
    }
    fmt::print("{}\n", address);
    if (app.config.accounts.sign_up == "closed")
        fmt::print("accounts.sign_up is \"closed\": nobody can use it before that is changed.\n");
}

const char* state_of(const storage::Invitation& one, Time now)
{
    if (one.revoked_at) return "taken back";
    if (one.max_uses && one.uses >= *one.max_uses) return "used up";
    if (one.expires_at && *one.expires_at <= now) return "expired";
    return "good";
}

void list(const Environment& environment)
{
    const auto runtime = environment.runtime();
    const auto& app = runtime->app();
    const auto all = app.db.transact_blocking([](Transaction& tx) { return invitations::list(tx, most_listed); });
    json::array out;
    for (const auto& one : all) {
        const auto expires = one.expires_at ? to_iso8601(*one.expires_at) : std::string{};
        if (environment.json) {
            json::object entry{{"id", to_string(one.id)}, {"state", state_of(one, app.clock.now())}};
            entry["uses"] = one.uses;
            entry["max_uses"] = one.max_uses ? json::value(*one.max_uses) : json::value(nullptr);
            entry["expires_at"] = string_or_null(expires);
            entry["note"] = one.note;
            out.push_back(std::move(entry));
            continue;
        }
        fmt::print(
            "{}  {}  used {} of {}  until {}  {}\n",
            to_string(one.id),
            state_of(one, app.clock.now()),
            one.uses,
            one.max_uses ? std::to_string(*one.max_uses) : "any number",
            expires.empty() ? "taken back" : expires,
            one.note
        );
    }
    if (environment.json) fmt::print("{}\n", json::serialize(out));
}

void revoke(const Environment& environment, const Options& options)
{
    const auto id = parse_id<InvitationId>(options.id);
    if (!id) throw UsageError(fmt::format("\"{}\" is no id of an invitation", options.id));
    const auto runtime = environment.runtime();
    const auto& app = runtime->app();
    const auto done = app.db.transact_blocking([&](Transaction& tx) {
        auto revoked = invitations::revoke(tx, *id, app.clock.now());
        if (revoked) note_run(tx, environment, "invitation", to_int(*id));
        return revoked;
    });
    if (!done) throw UsageError(fmt::format("there is no invitation {} that could be taken back", options.id));
    print(environment, json::object{{"id", options.id}}, fmt::format("Invitation {} is taken back.", options.id));
}

} // namespace

void add_invite(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand("invite", "Invitations: codes with which people make an account");
    command->require_subcommand(1);
    auto options = std::make_shared<Options>();

    auto* create_command = command->add_subcommand("create", "Make one; its address is shown once");
    create_command->add_option("--uses", options->uses, "How many people may use it; 0: any number")
        ->check(CLI::Range(0, 1'000'000));
    create_command->add_option("--days", options->days, "For how many days; 0: until it is taken back")
        ->check(CLI::Range(0, 3650));
    create_command->add_option("--note", options->note, "Whom it is for, in your words");
    create_command->callback([&environment, options] { create(environment, *options); });

    command->add_subcommand("list", "All of them, the newest first")->callback([&environment] { list(environment); });

    auto* revoke_command = command->add_subcommand("revoke", "Take one back; accounts made with it stay");
    revoke_command->add_option("id", options->id, "Its number in the list")->required();
    revoke_command->callback([&environment, options] { revoke(environment, *options); });
}

} // namespace rounds::cli
