#include "server/knowledge/conditions.hpp"

#include "admin/cli/knowledge.hpp"
#include "server/knowledge/condition_follows.hpp"
#include "server/rounds_api/describe.hpp"

#include <CLI/CLI.hpp>

namespace rounds::cli {
namespace {

using storage::Account;
using storage::Transaction;

struct Options
{
    std::string as;
    std::string id;
    std::size_t limit = 20;
};

const knowledge::Condition& condition_named(const std::string& id)
{
    const auto* condition = knowledge::conditions().find(id);
    if (condition == nullptr) throw UsageError("condition " + id + ": there is none such here");
    return *condition;
}

std::string line(const knowledge::Condition& condition)
{
    return fmt::format(
        "{} {}{}{}", condition.id, condition.name, condition.icd10cm.empty() ? "" : " ", condition.icd10cm
    );
}

void search(const Environment& environment, const Options& options)
{
    json::array rows;
    std::string text;
    for (const auto* one : knowledge::conditions().search(options.id, options.limit)) {
        rows.push_back(rounds_api::condition_json(*one));
        text += line(*one) + '\n';
    }
    if (!text.empty()) text.pop_back();
    print(environment, rows, text.empty() ? "No condition has that name or code." : text);
}

void show(const Environment& environment, const Options& options)
{
    const auto& condition = condition_named(options.id);
    auto shown = rounds_api::condition_json(condition);
    auto text = line(condition);
    json::array children;
    for (const auto* child : knowledge::conditions().children(condition.id)) {
        children.push_back(json::object{{"id", child->id}, {"name", child->name}});
        text += "\nincludes " + line(*child);
    }
    shown["children"] = std::move(children);
    json::array tags;
    for (const auto& tag : knowledge::conditions().tags(condition.id)) {
        tags.emplace_back(tag);
        text += "\n#" + tag;
    }
    shown["tags"] = std::move(tags);
    print(environment, shown, text);
}

void change_follow(const Environment& environment, const Options& options, bool follow)
{
    const auto& condition = condition_named(options.id);
    const auto verb = follow ? knowledge::follow_condition : knowledge::unfollow_condition;
    act_as(environment, options.as, [&](Transaction& tx, app::App&, const Account& by) {
        demand(verb(tx, by.id, condition.id), "condition " + options.id);
        return true;
    });
    print(
        environment,
        json::object{{"id", condition.id}, {"following", follow}},
        fmt::format("{} {} {}.", options.as, follow ? "follows" : "no longer follows", condition.name)
    );
}

} // namespace

void add_condition(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand("condition", "The vocabulary of conditions, and who follows one");
    command->require_subcommand(1);
    auto options = std::make_shared<Options>();
    auto* searched = command->add_subcommand("search", "By name, Spanish name, synonym or code, best first");
    searched->add_option("text", options->id)->required();
    searched->add_option("--limit", options->limit)->capture_default_str()->check(CLI::Range(1, 200));
    searched->callback([&environment, options] { search(environment, *options); });
    auto* shown = command->add_subcommand("show", "A condition with what it includes and its tags");
    shown->add_option("id", options->id, "DOID:1612")->required();
    shown->callback([&environment, options] { show(environment, *options); });
    for (const bool follow : {true, false}) {
        auto* sub = command->add_subcommand(
            follow ? "follow" : "unfollow", follow ? "Follow its tags and those of all it includes" : "Take that back"
        );
        sub->add_option("id", options->id, "DOID:1612")->required();
        sub->add_option("--as", options->as, "Who")->required();
        sub->callback([&environment, options, follow] { change_follow(environment, *options, follow); });
    }
}

} // namespace rounds::cli
