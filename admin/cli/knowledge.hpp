#pragma once

#include "admin/cli/account.hpp"
#include "admin/cli/command.hpp"
#include "server/http/params.hpp"
#include "storage/base/json.hpp"
#include "storage/model/knowledge.hpp"
#include "storage/pg/database.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/core.h>
#include <string>

// What the commands of networks, chats and summaries share: someone acts, one transaction, one result.

namespace rounds::cli {

/// UsageError for what a command may not do or cannot find; std::runtime_error for the rest.
[[noreturn]] void refuse(const boost::system::error_code& error, const std::string& what);

template <class T> T demand(result<T> outcome, const std::string& what)
{
    if (!outcome) refuse(outcome.error(), what);
    if constexpr (!std::is_void_v<T>) return std::move(*outcome);
}

/// UsageError when it names a field that is wrong.
void demand_fields(std::string_view wrong_field);

/// A decimal id; UsageError otherwise.
template <Id T> T demand_id(const std::string& text)
{
    const auto id = parse_id<T>(text);
    if (!id) throw UsageError(fmt::format("\"{}\" is no id", text));
    return *id;
}

/// The network whose account here has that name; UsageError when there is none.
[[nodiscard]] storage::Network network_named(storage::Transaction& tx, const std::string& name);

/// Running servers look at once for what is to be sent, and when the next chat begins.
void wake_servers(app::App& app);

/// A line of the audit log: the command that runs did what it does to the `kind` numbered `target`, in the name of
/// `as`.
void note_run(
    storage::Transaction& tx,
    const Environment& environment,
    std::string_view kind,
    const std::optional<std::int64_t>& target = {},
    const std::optional<AccountId>& as = {}
);

/// Who notes a command in the audit log: `act_as`, or nobody and the body itself (it only reads, or has its own words).
enum class Record { here, by_body };

/// Runs `body(tx, app, account)` as `username` in one transaction and returns what it returns.
template <class F>
auto act_as(const Environment& environment, const std::string& username, F body, Record record = Record::here)
{
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    auto done = app.db.transact_blocking([&](storage::Transaction& tx) {
        const auto account = local_account(tx, username);
        if (record == Record::here) note_run(tx, environment, "account", to_int(account.id), account.id);
        return body(tx, app, account);
    });
    wake_servers(app);
    return done;
}

// Parts of `rounds chat` and `rounds summary`: what is taken out of them.
void add_transcript(CLI::App& chat, Environment& environment);
void add_summary_exports(CLI::App& summary, Environment& environment);
/// A line of the audit log: a command did `action` ("crisis.take") to the `kind` numbered `target`, in the name of
/// `as`.
void note_command(
    storage::Transaction& tx,
    std::string_view action,
    std::string_view kind,
    const std::optional<std::int64_t>& target,
    const std::optional<AccountId>& as = {}
);

/// The JSON object in a file, "-" for standard input, as the API reads its fields. UsageError when there is none.
[[nodiscard]] http::Params fields_in(const std::string& file);

/// The value as one line of JSON with --json, else `text`.
void print(const Environment& environment, const json::value& value, const std::string& text);

} // namespace rounds::cli
