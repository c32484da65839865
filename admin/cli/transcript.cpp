#include "server/knowledge/transcript.hpp"

#include "admin/cli/knowledge.hpp"
#include "server/knowledge/exports.hpp"
#include "server/knowledge/marks.hpp"
#include "storage/summaries.hpp"

#include <CLI/CLI.hpp>

// What is taken out of chats and summaries: transcripts, references, readers' marks.

namespace rounds::cli {
namespace {

using storage::Account;
using storage::Transaction;

struct Options
{
    std::string as;
    std::string id;
    std::string format;
    std::string mark;
    std::string reason;
};

void transcript(const Environment& environment, const Options& options)
{
    const auto id = demand_id<ChatId>(options.id);
    const auto runtime = environment.runtime();
    const auto found = runtime->app().db.transact_blocking([&](Transaction& tx) {
        return demand(knowledge::transcript_of(tx, id), "chat " + options.id);
    });
    auto text = options.format == "html" ? knowledge::to_html(found) : knowledge::to_csv(found);
    print(environment, json::object{{"format", options.format}, {"content", text}}, text);
}

void references(const Environment& environment, const Options& options)
{
    const auto id = demand_id<SummaryId>(options.id);
    const auto runtime = environment.runtime();
    const auto wording = runtime->app().db.transact_blocking([&](Transaction& tx) {
        const auto summary = demand(storage::summaries::find(tx, id), "summary " + options.id);
        return demand(storage::summaries::find_version(tx, id, summary.version), "summary " + options.id);
    });
    const auto csl = knowledge::to_csl_json(wording.references);
    std::string text;
    if (options.format == "ris") text = knowledge::to_ris(wording.references);
    if (options.format == "bib") text = knowledge::to_bibtex(wording.references);
    if (options.format == "txt") text = knowledge::to_ama_text(wording.references);
    if (options.format == "json") text = json::serialize(csl);
    print(environment, csl, text);
}

json::value count_json(const std::optional<std::int64_t>& count)
{
    if (!count) return nullptr;
    return json::value(*count);
}

void marks(const Environment& environment, const Options& options)
{
    const auto id = demand_id<SummaryId>(options.id);
    const auto runtime = environment.runtime();
    const auto found = runtime->app().db.transact_blocking([&](Transaction& tx) {
        (void)demand(storage::summaries::find(tx, id), "summary " + options.id);
        return knowledge::marks_of(tx, id, std::nullopt);
    });
    const auto words = [](const std::optional<std::int64_t>& count) {
        return count ? std::to_string(*count) : std::string("too few to show");
    };
    print(
        environment,
        json::object{
            {"helpful", count_json(found.helpful)},
            {"unclear", count_json(found.unclear)},
            {"ask", count_json(found.ask)}
        },
        fmt::format(
            "helpful: {}\nunclear: {}\nwill ask their clinician: {}",
            words(found.helpful),
            words(found.unclear),
            words(found.ask)
        )
    );
}

void mark(const Environment& environment, const Options& options)
{
    const auto id = demand_id<SummaryId>(options.id);
    const auto word = options.mark == "none" ? std::string{} : options.mark;
    act_as(environment, options.as, [&](Transaction& tx, app::App&, const Account& by) {
        demand(knowledge::mark_summary(tx, by, id, word), "summary " + options.id);
        return true;
    });
    print(environment, json::object{{"own", word}}, "Marked.");
}

void retract(const Environment& environment, const Options& options)
{
    const auto id = demand_id<SummaryId>(options.id);
    act_as(environment, options.as, [&](Transaction& tx, app::App& app, const Account& by) {
        demand(
            knowledge::retract_summary(tx, app.urls, by, id, options.reason, app.clock.now()), "summary " + options.id
        );
        return true;
    });
    print(environment, json::object{{"id", options.id}, {"state", "retracted"}}, "Retracted: its page says why.");
}

} // namespace

void add_transcript(CLI::App& chat, Environment& environment)
{
    auto options = std::make_shared<Options>();
    auto* command = chat.add_subcommand("transcript", "What was said, of those who let the network quote them");
    command->add_option("id", options->id, "Of the chat")->required();
    options->format = "csv";
    command->add_option("--format", options->format)->capture_default_str()->check(CLI::IsMember({"csv", "html"}));
    command->callback([&environment, options] { transcript(environment, *options); });
}

void add_summary_exports(CLI::App& summary, Environment& environment)
{
    auto options = std::make_shared<Options>();
    auto* exported = summary.add_subcommand("references", "References of the newest wording");
    exported->add_option("id", options->id, "Of the summary")->required();
    options->format = "txt";
    exported->add_option("--format", options->format)
        ->capture_default_str()
        ->check(CLI::IsMember({"ris", "bib", "json", "txt"}));
    exported->callback([&environment, options] { references(environment, *options); });
    auto* summed = summary.add_subcommand("marks", "What readers say; small sums are hidden");
    summed->add_option("id", options->id, "Of the summary")->required();
    summed->callback([&environment, options] { marks(environment, *options); });
    auto* marked = summary.add_subcommand("mark", "Say what one thinks of it");
    marked->add_option("id", options->id, "Of the summary")->required();
    marked->add_option("mark", options->mark)->required()->check(CLI::IsMember({"helpful", "unclear", "ask", "none"}));
    marked->add_option("--as", options->as, "Who")->required();
    marked->callback([&environment, options] { mark(environment, *options); });
    auto* retracted = summary.add_subcommand("retract", "Take it back; it stays readable with the reason");
    retracted->add_option("id", options->id, "Of the summary")->required();
    retracted->add_option("--as", options->as, "Author or steward")->required();
    retracted->add_option("--reason", options->reason, "Shown to readers")->required();
    retracted->callback([&environment, options] { retract(environment, *options); });
}

} // namespace rounds::cli
