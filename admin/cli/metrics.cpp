#include "server/knowledge/metrics.hpp"
#include "admin/cli/knowledge.hpp"
#include "server/rounds_api/describe_metrics.hpp"
#include "storage/base/text.hpp"
#include "storage/networks.hpp"

#include <CLI/CLI.hpp>

namespace rounds::cli {
namespace {

using storage::Transaction;

struct Options
{
    std::string name;
    int days = static_cast<int>(knowledge::usual_window.count());
};

/// "questions.asked: 12", a line for each figure.
void add_lines(std::string& text, const json::object& figures, const std::string& prefix)
{
    for (const auto& [key, value] : figures) {
        const auto name = prefix + std::string(key);
        if (const auto* part = value.if_object())
            add_lines(text, *part, name + '.');
        else if (value.is_null())
            text += name + ": too few to show, or none\n";
        else if (const auto* word = value.if_string())
            text += fmt::format("{}: {}\n", name, std::string_view(*word));
        else
            text += fmt::format("{}: {}\n", name, json::serialize(value));
    }
}

void show(const Environment& environment, const json::object& figures)
{
    std::string text;
    add_lines(text, figures, "");
    text.pop_back();
    print(environment, figures, text);
}

void show_network(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    const auto& app = runtime->app();
    show(environment, runtime->app().db.transact_blocking([&](Transaction& tx) {
        const auto network = demand(
            storage::networks::find_by_account(tx, local_account(tx, options.name).id), "network " + options.name
        );
        const std::chrono::days window{options.days};
        return rounds_api::metrics_json(knowledge::network_figures(tx, network, window, app.clock.now()));
    }));
}

void show_organisation(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    const auto& app = runtime->app();
    const auto& own = app.urls.domain();
    const auto domain = options.name.empty() ? own : text::to_lower(options.name);
    show(environment, runtime->app().db.transact_blocking([&](Transaction& tx) {
        const std::chrono::days window{options.days};
        return rounds_api::metrics_json(
            demand(knowledge::organisation_figures(tx, domain, own, window, app.clock.now()), "organisation " + domain)
        );
    }));
}

void add_window(CLI::App& command, Options& options)
{
    command.add_option("--days", options.days, "Length of the window")
        ->capture_default_str()
        ->check(CLI::Range(1, static_cast<int>(knowledge::longest_window.count())));
}

} // namespace

void add_metrics(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand("metrics", "How networks talk, answer and learn; nothing of reach");
    command->require_subcommand(1);
    auto options = std::make_shared<Options>();

    auto* network = command->add_subcommand("network", "Figures of a network");
    network->add_option("username", options->name, "Of the network")->required();
    add_window(*network, *options);
    network->callback([&environment, options] { show_network(environment, *options); });

    auto* organisation = command->add_subcommand("organisation", "Whether an organisation converses or announces");
    organisation->add_option("domain", options->name, "Of its server; left out: this one");
    add_window(*organisation, *options);
    organisation->callback([&environment, options] { show_organisation(environment, *options); });
}

} // namespace rounds::cli
