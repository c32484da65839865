#include "admin/cli/knowledge.hpp"

#include "storage/audit.hpp"
#include "storage/channels.hpp"
#include "storage/networks.hpp"

#include <fstream>
#include <iostream>
#include <sstream>

namespace rounds::cli {

void refuse(const boost::system::error_code& error, const std::string& what)
{
    if (error == errc::not_found) throw UsageError(what + ": there is none such here");
    if (error == errc::forbidden) throw UsageError(what + ": this account may not do that");
    if (error == errc::invalid_argument) throw UsageError(what + ": its state or a value does not allow that");
    if (error == errc::already_exists) throw UsageError(what + ": the name is taken, or was once");
    throw std::runtime_error(what + ": " + error.message());
}

void demand_fields(std::string_view wrong_field)
{
    if (!wrong_field.empty()) throw UsageError(fmt::format("{} is missing or out of its bounds", wrong_field));
}

storage::Network network_named(storage::Transaction& tx, const std::string& name)
{
    return demand(storage::networks::find_by_account(tx, local_account(tx, name).id), "network " + name);
}

void wake_servers(app::App& app)
{
    for (const auto* channel : {storage::channels::jobs, storage::channels::events, storage::channels::chats})
        app.notifier.notify(channel);
}

void note_command(
    storage::Transaction& tx,
    std::string_view action,
    std::string_view kind,
    const std::optional<std::int64_t>& target,
    const std::optional<AccountId>& as
)
{
    storage::audit::Entry entry;
    entry.actor = as;
    entry.via = "command";
    entry.action = action;
    entry.target_kind = kind;
    entry.target = target;
    storage::audit::add(tx, entry);
}

void note_run(
    storage::Transaction& tx,
    const Environment& environment,
    std::string_view kind,
    const std::optional<std::int64_t>& target,
    const std::optional<AccountId>& as
)
{
    note_command(tx, environment.command, kind, target, as);
}

http::Params fields_in(const std::string& file)
{
    std::ostringstream content;
    if (file == "-") {
        content << std::cin.rdbuf();
    } else {
        std::ifstream in(file, std::ios::binary);
        if (!in) throw UsageError(fmt::format("{} cannot be read", file));
        content << in.rdbuf();
    }
    const auto fields = parse_json(content.str());
    if (!fields || !fields->is_object()) throw UsageError("what is to be changed is no JSON object");
    return http::Params(fields->as_object());
}

void print(const Environment& environment, const json::value& value, const std::string& text)
{
    if (environment.json)
        fmt::print("{}\n", json::serialize(value));
    else
        fmt::print("{}\n", text);
}

} // namespace rounds::cli
