#include "admin/cli/knowledge.hpp"
#include "server/knowledge/references.hpp"
#include "server/rounds_api/notices.hpp"

#include <CLI/CLI.hpp>

namespace rounds::cli {
namespace {

namespace notices = storage::reference_notices;
using storage::Account;
using storage::Transaction;

struct Options
{
    std::string as;
    std::string reference;
    std::string state;
    std::string note;
};

void list(const Environment& environment)
{
    constexpr int most_listed = 1000;
    const auto runtime = environment.runtime();
    json::array rows;
    std::string text;
    const auto found =
        runtime->app().db.transact_blocking([](Transaction& tx) { return notices::list(tx, most_listed); });
    for (const auto& notice : found) {
        rows.push_back(rounds_api::notice_json(notice));
        text += fmt::format("{} {}:{} {}\n", notice.state, notice.kind, notice.value, notice.note);
    }
    if (!text.empty()) text.pop_back();
    print(environment, rows, text.empty() ? "No work is noted as dead or retracted." : text);
}

void note(const Environment& environment, const Options& options)
{
    const auto shown = act_as(environment, options.as, [&](Transaction& tx, app::App& app, const Account& by) {
        const auto notice = demand(
            rounds_api::read_notice(options.reference, options.state, options.note, app.clock.now()), options.reference
        );
        notices::set(tx, notice, by.id);
        return rounds_api::noted_json(tx, notice);
    });
    const auto flagged = shown.at("summary_ids").as_array().size();
    print(
        environment,
        shown,
        fmt::format("{}: {}; summaries that cite it: {}.", options.reference, options.state, flagged)
    );
}

void drop(const Environment& environment, const Options& options)
{
    const auto identifier = demand(knowledge::parse_identifier(options.reference), options.reference);
    const auto runtime = environment.runtime();
    runtime->app().db.transact_blocking([&](Transaction& tx) {
        demand(notices::clear(tx, identifier.kind, identifier.value), options.reference);
        note_run(tx, environment, "reference");
    });
    print(environment, json::object{}, options.reference + " is not noted any more.");
}

} // namespace

void add_reference(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand("reference", "Works that summaries cite and that are dead or retracted");
    command->require_subcommand(1);
    auto options = std::make_shared<Options>();
    command->add_subcommand("list", "All that are noted")->callback([&environment] { list(environment); });
    auto* noted = command->add_subcommand("note", "Flag every summary that cites a work");
    noted->add_option("reference", options->reference, "DOI, PMID, PMCID, trial number, ISBN or address")->required();
    noted->add_option("state", options->state)->required()->check(CLI::IsMember({"dead", "retracted"}));
    noted->add_option("--note", options->note, "Where that was said");
    noted->add_option("--as", options->as, "Who says so")->required();
    noted->callback([&environment, options] { note(environment, *options); });
    auto* dropped = command->add_subcommand("drop", "Take a notice back");
    dropped->add_option("reference", options->reference)->required();
    dropped->callback([&environment, options] { drop(environment, *options); });
}

} // namespace rounds::cli
