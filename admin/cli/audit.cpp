#include "admin/cli/command.hpp"
#include "admin/cli/knowledge.hpp"
#include "server/app/secret_key.hpp"
#include "server/audit/sealer.hpp"
#include "storage/base/text.hpp"

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

namespace rounds::cli {
namespace {

using storage::Transaction;

struct Options
{
    std::string file;
    std::string heads;
    std::string key;
    std::string actor;
    std::string action;
    std::string target;
    std::string since;
    std::string until;
    int limit = 100;
};

std::vector<audit::Head> witness_in(const std::string& file)
{
    if (!std::ifstream(file)) throw UsageError(fmt::format("{}: cannot be read", file));
    return audit::HeadsFile(file).read();
}

/// Says what was found; exit code 1 when that is anything.
void tell(
    const Environment& environment,
    const std::vector<audit::Finding>& findings,
    std::int64_t sealed,
    const std::string& key
)
{
    json::array rows;
    std::string text;
    for (const auto& one : findings) {
        rows.push_back(json::object{
            {"fault", audit::name_of(one.fault)},
            {"seal", std::to_string(one.seq)},
            {"entry", std::to_string(one.entry)},
        });
        text += audit::describe(one) + '\n';
    }
    const json::object shown{{"sealed", std::to_string(sealed)}, {"key", key}, {"findings", rows}};
    if (findings.empty()) text = fmt::format("{} sealed entries, all as they were sealed.", sealed);
    if (text.ends_with('\n')) text.pop_back();
    print(environment, shown, text);
    if (!findings.empty())
        throw std::runtime_error(fmt::format("the audit log is not what was sealed ({} findings)", findings.size()));
}

/// Without a database: what anybody can do who was given an export.
void verify_file(const Environment& environment, const Options& options)
{
    std::ifstream in(options.file);
    if (!in) throw UsageError(fmt::format("{}: cannot be read", options.file));
    auto witness = options.heads.empty() ? std::vector<audit::Head>{} : witness_in(options.heads);
    audit::Verifier verifier(std::move(witness), options.key);
    const auto line = audit::read_export(in, verifier);
    if (line != 0) throw UsageError(fmt::format("{}: line {} is no line of an audit log", options.file, line));
    const auto findings = verifier.finish(std::nullopt);
    tell(environment, findings, verifier.sealed(), verifier.key());
}

void verify(const Environment& environment, const Options& options)
{
    if (!options.file.empty()) return verify_file(environment, options);
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    const auto& data = app.config.paths.data;
    const auto own = audit::signing_key(app::load_secret_key(data, false)).public_key().to_multikey();
    auto witness = options.heads.empty() ? audit::HeadsFile(audit::heads_file(data)).read() : witness_in(options.heads);
    const auto key = options.key.empty() ? own : options.key;
    std::int64_t sealed = 0;
    const auto findings = audit::verify(app.work_db, std::move(witness), key, sealed);
    tell(environment, findings, sealed, key);
}

std::optional<Time> time_from(const char* option, const std::string& text)
{
    if (text.empty()) return std::nullopt;
    const auto time = parse_iso8601(text);
    if (!time) throw UsageError(fmt::format("{}: \"{}\" is no time such as 2026-11-22T09:00:00Z", option, text));
    return time;
}

storage::audit::Query query_from(Transaction& tx, const Options& options)
{
    storage::audit::Query query;
    query.limit = options.limit;
    query.action = options.action;
    query.since = time_from("--since", options.since);
    query.until = time_from("--until", options.until);
    if (!options.actor.empty()) query.actor = local_account(tx, options.actor).id;
    if (options.target.empty()) return query;
    const auto colon = options.target.find(':');
    query.target_kind = options.target.substr(0, colon);
    if (colon == std::string::npos) return query;
    const auto id = text::parse_int(options.target.substr(colon + 1));
    if (!id) throw UsageError("--target takes a kind, or a kind and an id: account:113");
    query.target = *id;
    return query;
}

std::string id_or_dash(const std::optional<std::int64_t>& id)
{
    return id ? std::to_string(*id) : std::string("-");
}

void search(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    const auto found = runtime->app().db.transact_blocking([&](Transaction& tx) {
        return storage::audit::search(tx, query_from(tx, options));
    });
    const auto or_null = [](const std::optional<std::int64_t>& id) {
        return id ? json::value(std::to_string(*id)) : json::value(nullptr);
    };
    json::array rows;
    std::string text;
    for (const auto& one : found) {
        rows.push_back(json::object{
            {"id", std::to_string(one.id)},
            {"at", to_iso8601(one.at)},
            {"actor", one.actor ? json::value(to_string(*one.actor)) : json::value(nullptr)},
            {"via", one.via},
            {"action", one.action},
            {"target_kind", one.target_kind},
            {"target", or_null(one.target)},
            {"related", or_null(one.related)},
            {"rule", one.rule},
        });
        text += fmt::format(
            "{} {} {} by {} on {} {}{}\n",
            one.id,
            to_iso8601(one.at),
            one.action,
            one.actor ? to_string(*one.actor) : one.via,
            one.target_kind,
            id_or_dash(one.target),
            one.rule.empty() ? "" : " (" + one.rule + ')'
        );
    }
    if (!text.empty()) text.pop_back();
    print(environment, rows, text.empty() ? "Nothing." : text);
}

void write_export(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    auto& db = runtime->app().work_db;
    std::ofstream file;
    if (!options.file.empty()) file.open(options.file, std::ios::trunc);
    std::ostream& out = options.file.empty() ? std::cout : file;
    constexpr int page = 1000;
    std::int64_t count = 0;
    std::int64_t last = 0;
    for (std::size_t got = page; got == page;) {
        const auto rows =
            db.transact_blocking([&](Transaction& tx) { return storage::audit::sealed_after(tx, last, page); });
        for (const auto& row : rows) out << audit::line_of(row) << '\n';
        if (!rows.empty()) last = rows.back().seal.seq;
        got = rows.size();
        count += static_cast<std::int64_t>(got);
    }
    std::int64_t head = 0;
    for (std::size_t got = page; got == page;) {
        const auto rows =
            db.transact_blocking([&](Transaction& tx) { return storage::audit::heads_after(tx, head, page); });
        for (const auto& row : rows)
            if (row.seq <= last) out << audit::line_of(row) << '\n';
        if (!rows.empty()) head = rows.back().seq;
        got = rows.size();
    }
    if (!out.flush()) throw std::runtime_error(fmt::format("{}: cannot be written", options.file));
    if (!options.file.empty())
        print(environment, json::object{{"file", options.file}, {"entries", count}}, fmt::format("{} entries.", count));
}

} // namespace

void add_audit(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand("audit", "Who did what: search, take out, check that nothing was changed");
    command->require_subcommand(1);
    auto options = std::make_shared<Options>();

    auto* verify_command = command->add_subcommand(
        "verify", "Check the whole log against its seals and the signed heads kept outside the database"
    );
    verify_command->add_option("--file", options->file, "An export: needs no database and no configuration");
    verify_command->add_option("--heads", options->heads, "Another file of heads than paths.data/audit/heads.jsonl");
    verify_command->add_option("--key", options->key, "Who must have signed the heads (multikey)");
    verify_command->callback([&environment, options] { verify(environment, *options); });

    auto* search_command = command->add_subcommand("search", "Entries, the newest first");
    search_command->add_option("--actor", options->actor, "User name of who did it");
    search_command->add_option("--action", options->action, "account.suspend, or a family: account.");
    search_command->add_option("--target", options->target, "A kind, or a kind and an id: account:113");
    search_command->add_option("--since", options->since, "From this time on");
    search_command->add_option("--until", options->until, "Before this time");
    search_command->add_option("--limit", options->limit)->check(CLI::Range(1, 100'000));
    search_command->callback([&environment, options] { search(environment, *options); });

    auto* export_command = command->add_subcommand("export", "Write all sealed entries and signed heads, a line each");
    export_command->add_option("file", options->file, "Default: standard output");
    export_command->callback([&environment, options] { write_export(environment, *options); });
}

} // namespace rounds::cli
