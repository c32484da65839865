#include "server/knowledge/summaries.hpp"

#include "admin/cli/knowledge.hpp"
#include "server/rounds_api/describe.hpp"
#include "server/rounds_api/forms.hpp"
#include "storage/base/text.hpp"
#include "storage/networks.hpp"
#include "storage/summaries.hpp"

#include <CLI/CLI.hpp>

namespace rounds::cli {
namespace {

using storage::Account;
using storage::Transaction;

constexpr int most_listed = 1000;

struct Options
{
    std::string as;
    std::string id;
    std::string file = "-";
    std::string text;
    std::vector<std::string> grades;
};

json::object newest(Transaction& tx, const app::App& app, SummaryId id)
{
    const auto summary = demand(storage::summaries::find(tx, id), "summary");
    const auto wording = demand(storage::summaries::find_version(tx, id, summary.version), "summary");
    return rounds_api::summary_json(tx, app.urls, summary, wording);
}

std::string line(const json::object& summary)
{
    return fmt::format(
        "{} version {} [{}] {}",
        string_at(summary, "id"),
        summary.at("version").as_int64(),
        string_at(summary, "state"),
        string_at(summary, "title")
    );
}

/// One step of a summary's life as `--as`; prints the summary.
template <class Verb> void step(const Environment& environment, const Options& options, Verb verb)
{
    const auto id = demand_id<SummaryId>(options.id);
    const auto shown = act_as(environment, options.as, [&](Transaction& tx, app::App& app, const Account& by) {
        demand(verb(tx, app, by, id), "summary " + options.id);
        return newest(tx, app, id);
    });
    print(environment, shown, line(shown));
}

void draft(const Environment& environment, const Options& options)
{
    const auto chat = demand_id<ChatId>(options.id);
    const auto shown = act_as(environment, options.as, [&](Transaction& tx, app::App& app, const Account& by) {
        const auto summary =
            demand(knowledge::draft_from_chat(tx, app.urls, by, chat, app.clock.now()), "chat " + options.id);
        return newest(tx, app, summary.id);
    });
    print(environment, shown, "Drafted " + line(shown));
}

void show(const Environment& environment, const Options& options)
{
    const auto id = demand_id<SummaryId>(options.id);
    const auto runtime = environment.runtime();
    json::object shown;
    std::string text;
    runtime->app().db.transact_blocking([&](Transaction& tx) {
        shown = newest(tx, runtime->app(), id);
        text = fmt::format("{}\n{}\n", line(shown), string_at(shown, "key_message"));
        json::array left;
        for (const auto& [rule, advice] : knowledge::obstacles(tx, id, runtime->app().clock.now())) {
            left.push_back({{"rule", rule}, {"advice", advice}});
            if (string_at(shown, "state") != "published") text += fmt::format("- {}\n", advice);
        }
        shown["obstacles"] = std::move(left);
    });
    text.pop_back();
    print(environment, shown, text);
}

void edit(const Environment& environment, const Options& options)
{
    const auto params = fields_in(options.file);
    step(environment, options, [&](Transaction& tx, app::App& app, const Account& by, SummaryId id) -> result<void> {
        const auto now = app.clock.now();
        const auto summary = storage::summaries::find(tx, id);
        if (!summary) return summary.error();
        auto wording = storage::summaries::find_version(tx, id, summary->version);
        if (!wording) return wording.error();
        demand_fields(rounds_api::read_wording(params, *wording));
        const auto edited = knowledge::edit_draft(tx, by, id, std::move(*wording), now);
        if (!edited) return edited.error();
        if (const auto date = params.text("next_review_at")) return knowledge::set_next_review(tx, by, id, *date, now);
        return {};
    });
}

/// "1=OCEBM2011:2"
knowledge::Grade grade_of(const std::string& text)
{
    const auto equals = text.find('=');
    const auto colon = text.find(':', equals == std::string::npos ? 0 : equals);
    const auto statement = text::parse_int(std::string_view(text).substr(0, equals));
    if (equals == std::string::npos || colon == std::string::npos || !statement || *statement > 1000)
        throw UsageError(fmt::format("--grade \"{}\": say 1=OCEBM2011:2, 1=GRADE:high or 1=LIVED:lived", text));
    return {
        .statement = static_cast<int>(*statement),
        .scheme = text.substr(equals + 1, colon - equals - 1),
        .level = text.substr(colon + 1)
    };
}

void review(const Environment& environment, const Options& options)
{
    std::vector<knowledge::Grade> grades;
    for (const auto& text : options.grades) grades.push_back(grade_of(text));
    step(environment, options, [&](Transaction& tx, app::App& app, const Account& by, SummaryId id) {
        return knowledge::sign_review(tx, by, id, grades, app.clock.now());
    });
}

void publish(const Environment& environment, const Options& options)
{
    step(environment, options, [](Transaction& tx, app::App& app, const Account& by, SummaryId id) {
        const auto now = app.clock.now();
        const auto left = knowledge::obstacles(tx, id, now);
        std::string all;
        for (const auto& obstacle : left) all += "\n- " + obstacle.advice;
        if (!left.empty()) throw UsageError("it cannot be published yet:" + all);
        return knowledge::publish(tx, app.urls, by, id, now);
    });
}

CLI::App* add_step(CLI::App& command, const std::shared_ptr<Options>& options, const char* name, const char* help)
{
    auto* sub = command.add_subcommand(name, help);
    sub->add_option("id", options->id, "Of the summary")->required();
    sub->add_option("--as", options->as, "Who does it")->required();
    return sub;
}

void add_reviewing(CLI::App& command, Environment& environment)
{
    auto options = std::make_shared<Options>();
    auto* reviewed = add_step(command, options, "review", "Sign it as a verified clinician");
    reviewed->add_option("--grade", options->grades, "1=OCEBM2011:2 of a statement; may be repeated");
    reviewed->callback([&environment, options] { review(environment, *options); });
    add_step(command, options, "publish", "Publish what was reviewed")->callback([&environment, options] {
        publish(environment, *options);
    });
    auto* corrected = add_step(command, options, "correct", "Begin a correction of what is published");
    corrected->add_option("--reason", options->text, "Shown with the corrected wording")->required();
    corrected->callback([&environment, options] {
        step(environment, *options, [&](Transaction& tx, app::App& app, const Account& by, SummaryId id) {
            return knowledge::start_correction(tx, by, id, options->text, app.clock.now());
        });
    });
}

void list(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    json::array rows;
    std::string text;
    runtime->app().db.transact_blocking([&](Transaction& tx) {
        rows.clear();
        text.clear();
        const auto network =
            demand(storage::networks::find_by_account(tx, local_account(tx, options.id).id), "network " + options.id);
        for (const auto& one : storage::summaries::lines(tx, {network.id}, most_listed)) {
            json::object row;
            row["id"] = to_string(one.id);
            row["title"] = one.title;
            row["key_message"] = one.key_message;
            row["published_at"] = to_iso8601(one.published_at);
            rows.push_back(std::move(row));
            text += fmt::format(
                "{} {} {}{}\n",
                to_string(one.id),
                to_iso_date(one.published_at),
                one.title,
                one.retracted_at ? " [retracted]" : ""
            );
        }
    });
    if (!text.empty()) text.pop_back();
    print(environment, rows, text.empty() ? "No summaries." : text);
}

} // namespace

void add_summary(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand(
        "summary", "What chats found: from a draft of a chat to what is published, corrected or retracted"
    );
    command->require_subcommand(1);
    auto options = std::make_shared<Options>();
    auto* drafted = command->add_subcommand("draft", "Draft a summary of a closed chat");
    drafted->add_option("chat", options->id, "Id of the chat")->required();
    drafted->add_option("--as", options->as, "Steward or host")->required();
    drafted->callback([&environment, options] { draft(environment, *options); });
    auto* listed = command->add_subcommand("list", "Published summaries of a network, the newest first");
    listed->add_option("username", options->id, "Of the network")->required();
    listed->callback([&environment, options] { list(environment, *options); });
    auto* shown = command->add_subcommand("show", "The newest wording, and what keeps it from being published");
    shown->add_option("id", options->id, "Of the summary")->required();
    shown->callback([&environment, options] { show(environment, *options); });
    auto* edited = add_step(*command, options, "edit", "Edit a draft: a JSON object with the fields of the API");
    edited->add_option("file", options->file, "Default: standard input");
    edited->callback([&environment, options] { edit(environment, *options); });
    auto* declared = add_step(*command, options, "interest", "Declare one's interests");
    declared->add_option("statement", options->text, "\"None.\" must be said, too")->required();
    declared->callback([&environment, options] {
        step(environment, *options, [&](Transaction& tx, app::App& app, const Account& by, SummaryId id) {
            return knowledge::declare_interest(tx, by, id, options->text, app.clock.now());
        });
    });
    add_step(*command, options, "submit", "Submit a draft for review")->callback([&environment, options] {
        step(environment, *options, [](Transaction& tx, app::App& app, const Account& by, SummaryId id) {
            return knowledge::submit_for_review(tx, by, id, app.clock.now());
        });
    });
    add_reviewing(*command, environment);
    add_summary_exports(*command, environment);
}

} // namespace rounds::cli
