#include "server/knowledge/questions.hpp"

#include "admin/cli/knowledge.hpp"
#include "server/rounds_api/questions.hpp"
#include "storage/networks.hpp"
#include "storage/questions.hpp"

#include <CLI/CLI.hpp>

namespace rounds::cli {
namespace {

using storage::Account;
using storage::Question;
using storage::Transaction;

constexpr int most_listed = 200;

struct Options
{
    std::string as;
    std::string id;
    std::string answer;
    std::string state = "open";
    bool proposed = false;
    bool take_back = false;
};

std::string line(const Question& question)
{
    return fmt::format(
        "{} [{}{}{}] {}",
        to_string(question.id),
        question.state,
        question.endorsed ? ", endorsed" : "",
        question.proposed_at ? ", proposed" : "",
        question.uri
    );
}

void list(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    json::array rows;
    std::string text;
    app.db.transact_blocking([&](Transaction& tx) {
        rows.clear();
        text.clear();
        const auto group = local_account(tx, options.id);
        for (const auto& one : storage::questions::list(tx, {group.id}, options.state, options.proposed, most_listed)) {
            rows.push_back(rounds_api::question_json(tx, app.urls, one, std::nullopt));
            text += line(one) + '\n';
        }
    });
    if (!text.empty()) text.pop_back();
    print(environment, rows, text.empty() ? "No questions." : text);
}

void show(const Environment& environment, const Options& options)
{
    const auto id = demand_id<QuestionId>(options.id);
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    json::object shown;
    std::string text;
    app.db.transact_blocking([&](Transaction& tx) {
        const auto question = demand(storage::questions::find(tx, id), "question " + options.id);
        shown = rounds_api::question_json(tx, app.urls, question, std::nullopt);
        text = line(question);
    });
    print(environment, shown, text);
}

/// `verb(tx, app, by)` returns the question as it is then.
template <class Verb> void change(const Environment& environment, const Options& options, Verb verb)
{
    std::string text;
    const auto shown = act_as(environment, options.as, [&](Transaction& tx, app::App& app, const Account& by) {
        const Question question = demand(verb(tx, app, by), "question " + options.id);
        text = line(question);
        return rounds_api::question_json(tx, app.urls, question, by.id);
    });
    print(environment, shown, text);
}

using AnswerVerb = result<Question> (*)(Transaction&, const social::Urls&, const Account&, QuestionId, StatusId, Time);

void with_answer(const Environment& environment, const Options& options, AnswerVerb verb)
{
    const auto id = demand_id<QuestionId>(options.id);
    const auto answer = demand_id<StatusId>(options.answer);
    change(environment, options, [&](Transaction& tx, app::App& app, const Account& by) {
        return verb(tx, app.urls, by, id, answer, app.clock.now());
    });
}

CLI::App* add_change(CLI::App& command, const std::shared_ptr<Options>& options, const char* name, const char* help)
{
    auto* sub = command.add_subcommand(name, help);
    sub->add_option("id", options->id, "Of the question")->required();
    sub->add_option("--as", options->as, "Who does it")->required();
    return sub;
}

void add_changes(CLI::App& command, Environment& environment, const std::shared_ptr<Options>& options)
{
    auto* accepted = add_change(command, options, "accept", "This answer helped: the question is solved");
    accepted->add_option("status", options->answer, "Id of the answer")->required();
    accepted->callback([&environment, options] { with_answer(environment, *options, knowledge::accept_answer); });
    auto* endorsed = add_change(command, options, "endorse", "A verified clinician stands by an answer");
    endorsed->add_option("status", options->answer, "Id of the answer")->required();
    endorsed->callback([&environment, options] { with_answer(environment, *options, knowledge::endorse_answer); });
    add_change(command, options, "reopen", "Open a solved question again")->callback([&environment, options] {
        const auto id = demand_id<QuestionId>(options->id);
        change(environment, *options, [&](Transaction& tx, app::App& app, const Account& by) {
            return knowledge::reopen_question(tx, app.urls, by, id, app.clock.now());
        });
    });
    auto* proposed = add_change(command, options, "propose", "As a topic of the next chat");
    proposed->add_flag("--take-back", options->take_back, "Propose it no longer");
    proposed->callback([&environment, options] {
        const auto id = demand_id<QuestionId>(options->id);
        change(environment, *options, [&](Transaction& tx, app::App& app, const Account& by) {
            return knowledge::propose_question(tx, by, id, !options->take_back, app.clock.now());
        });
    });
}

} // namespace

void add_question(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand("question", "What networks want to solve, and have solved");
    command->require_subcommand(1);
    auto options = std::make_shared<Options>();
    auto* listed = command->add_subcommand("list", "Questions put to a network, the newest first");
    listed->add_option("username", options->id, "Of the network")->required();
    listed->add_option("--state", options->state)->capture_default_str()->check(CLI::IsMember({"open", "solved"}));
    listed->add_flag("--proposed", options->proposed, "Only those proposed for the next chat");
    listed->callback([&environment, options] { list(environment, *options); });
    auto* shown = command->add_subcommand("show", "One question");
    shown->add_option("id", options->id)->required();
    shown->callback([&environment, options] { show(environment, *options); });
    auto* marked = command->add_subcommand("mark", "Make a post that was put to a network a question");
    marked->add_option("status", options->id, "Id of the post")->required();
    marked->add_option("--as", options->as, "Its author, a steward or a host")->required();
    marked->callback([&environment, options] {
        const auto status = demand_id<StatusId>(options->id);
        change(environment, *options, [&](Transaction& tx, app::App&, const Account& by) {
            return knowledge::mark_question(tx, by, status);
        });
    });
    add_changes(*command, environment, options);
}

} // namespace rounds::cli
