#include "storage/audit.hpp"
#include "admin/cli/command.hpp"
#include "admin/cli/knowledge.hpp"
#include "server/app/secret_key.hpp"
#include "server/audit/log/offline.hpp"
#include "server/audit/sealer.hpp"
#include "storage/base/text.hpp"

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <limits>

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

audit::Witness witness_in(const std::string& file)
{
    if (!std::ifstream(file)) throw UsageError(fmt::format("{}: cannot be read", file));
    return audit::HeadsFile(file).read();
}

/// Says what was found; exit code 1 when that is anything.
void tell(const Environment& environment, const audit::Report& report)
{
    fmt::print("{}\n", environment.json ? audit::to_json(report) : audit::to_text(report));
    if (!report.findings.empty())
        throw std::runtime_error(
            fmt::format("the audit log is not what was sealed ({} findings)", report.findings.size())
        );
}

/// Without a database, as rounds-audit-verify does.
void verify_file(const Environment& environment, const Options& options)
{
    std::ifstream in(options.file);
    if (!in) throw UsageError(fmt::format("{}: cannot be read", options.file));
    auto witness = options.heads.empty() ? audit::Witness{} : witness_in(options.heads);
    audit::Report report;
    try {
        report = audit::verify_export(in, std::move(witness), options.key);
    } catch (const std::runtime_error& error) {
        throw UsageError(fmt::format("{}: {}", options.file, error.what()));
    }
    tell(environment, report);
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
    auto verdict = audit::verify(app.work_db, std::move(witness), key);
    tell(
        environment,
        {.findings = std::move(verdict.findings),
         .sealed = verdict.sealed,
         .key = key,
         .pruned = std::move(verdict.pruned)}
    );
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

/// A line for each row that `next` gives, in pages, up to number `until`. Returns the last number.
template <class Next, class Number>
std::int64_t write_rows(
    storage::Database& db,
    std::ostream& out,
    Next next,
    Number number,
    std::int64_t until = std::numeric_limits<std::int64_t>::max()
)
{
    constexpr int page = 1000;
    std::int64_t last = 0;
    for (std::size_t got = page; got == page;) {
        const auto rows = db.transact_blocking([&](Transaction& tx) { return next(tx, last, page); });
        for (const auto& row : rows) {
            const auto seq = number(row);
            if (seq > until) return last;
            out << audit::line_of(row) << '\n';
            last = seq;
        }
        got = rows.size();
    }
    return last;
}

void write_export(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    auto& db = runtime->app().work_db;
    db.transact_blocking([](Transaction& tx) { note_command(tx, "audit.export", "instance", std::nullopt); });
    std::ofstream file;
    if (!options.file.empty()) file.open(options.file, std::ios::trunc);
    std::ostream& out = options.file.empty() ? std::cout : file;
    std::int64_t count = 0;
    const auto& data = runtime->app().config.paths.data;
    for (const auto& one : audit::HeadsFile(audit::heads_file(data)).read().successions)
        out << audit::line_of(one) << '\n';
    write_rows(db, out, storage::audit::checkpoints_after, [](const audit::Checkpoint& row) { return row.seq; });
    const auto last = write_rows(db, out, storage::audit::sealed_after, [&](const audit::Sealed& row) {
        ++count;
        return row.seal.seq;
    });
    // Those signed since would tell of entries that the export does not hold.
    write_rows(db, out, storage::audit::heads_after, [](const audit::Head& row) { return row.seq; }, last);
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
