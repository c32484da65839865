#include "server/knowledge/series.hpp"

#include "admin/cli/knowledge.hpp"
#include "server/rounds_api/series.hpp"
#include "storage/chat_series.hpp"
#include "storage/networks.hpp"

#include <CLI/CLI.hpp>

namespace rounds::cli {
namespace {

using storage::Account;
using storage::ChatSeries;
using storage::Transaction;

constexpr int most_listed = 200;

struct Options
{
    std::string as;
    std::string name;
    json::object fields;
    std::vector<std::string> prompts;
    int minutes = 60;
    int ahead = 3;
};

std::string line(const ChatSeries& series)
{
    return fmt::format(
        "{} {}: {}{}",
        to_string(series.id),
        series.title,
        knowledge::series_text(series),
        series.ended_at ? " (ended)" : ""
    );
}

void list(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    json::array rows;
    std::string text;
    runtime->app().db.transact_blocking([&](Transaction& tx) {
        rows.clear();
        text.clear();
        for (const auto& one : storage::chat_series::list(tx, network_named(tx, options.name).id, most_listed)) {
            rows.push_back(rounds_api::series_json(one));
            text += line(one) + '\n';
        }
    });
    if (!text.empty()) text.pop_back();
    print(environment, rows, text.empty() ? "No chats that come again." : text);
}

/// "300=What helped?": seconds after the start, and the topic.
json::array prompts_of(const std::vector<std::string>& given)
{
    json::array prompts;
    for (const auto& text : given) {
        const auto equals = text.find('=');
        if (equals == std::string::npos) throw UsageError("--prompt \"" + text + "\": say 300=What helped?");
        prompts.push_back(json::object{{"offset_s", text.substr(0, equals)}, {"content", text.substr(equals + 1)}});
    }
    return prompts;
}

void start(const Environment& environment, Options& options)
{
    options.fields["minutes"] = options.minutes;
    options.fields["ahead"] = options.ahead;
    options.fields["prompts"] = prompts_of(options.prompts);
    const http::Params params(options.fields);
    std::string text;
    const auto started = act_as(environment, options.as, [&](Transaction& tx, app::App& app, const Account& by) {
        const auto now = app.clock.now();
        ChatSeries series;
        demand_fields(rounds_api::read_series(params, series, now));
        const auto network = network_named(tx, options.name);
        const auto begun =
            demand(knowledge::start_series(tx, app.urls, by, network.id, series, now), "series of " + options.name);
        text = line(begun);
        return rounds_api::series_json(begun);
    });
    print(environment, started, text);
}

void end(const Environment& environment, const Options& options)
{
    const auto id = demand_id<SeriesId>(options.name);
    const auto ended = act_as(environment, options.as, [&](Transaction& tx, app::App& app, const Account& by) {
        return rounds_api::series_json(
            demand(knowledge::end_series(tx, by, id, app.clock.now()), "series " + options.name)
        );
    });
    print(environment, ended, "No further chats are planned; those that are stay.");
}

/// Takes a text into the fields of the API.
void add_field(
    CLI::App& command, const std::shared_ptr<Options>& options, const std::string& name, const char* help, bool required
)
{
    auto* option = command.add_option_function<std::string>(
        "--" + name, [options, name](const std::string& value) { options->fields[name] = value; }, help
    );
    if (required) option->required();
}

} // namespace

void add_series(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand("series", "Chats that come again by a rule");
    command->require_subcommand(1);
    auto options = std::make_shared<Options>();
    auto* listed = command->add_subcommand("list", "Those of a network, the newest first");
    listed->add_option("username", options->name, "Of the network")->required();
    listed->callback([&environment, options] { list(environment, *options); });

    auto* started = command->add_subcommand("start", "Begin one; its next chats are planned at once");
    started->add_option("username", options->name, "Of the network")->required();
    started->add_option("--as", options->as, "Steward or host")->required();
    add_field(*started, options, "title", "\"Monthly chat\"", true);
    add_field(*started, options, "rule", "FREQ=MONTHLY;BYDAY=2WE (RFC 5545)", true);
    add_field(*started, options, "starts", "21:00, in the time zone", true);
    add_field(*started, options, "timezone", "America/New_York", true);
    add_field(*started, options, "description", "Markdown", false);
    add_field(*started, options, "hashtag", "Default: that of the network", false);
    add_field(*started, options, "from", "YYYY-MM-DD; default: today", false);
    add_field(*started, options, "until", "YYYY-MM-DD; default: for ever", false);
    started->add_option("--prompt", options->prompts, "300=What helped? (seconds after the start); may be repeated")
        ->required();
    started->add_option("--minutes", options->minutes, "How long each lasts")->capture_default_str();
    started->add_option("--ahead", options->ahead, "How many are kept planned")->capture_default_str();
    started->callback([&environment, options] { start(environment, *options); });

    auto* ended = command->add_subcommand("end", "Plan no further chats");
    ended->add_option("id", options->name)->required();
    ended->add_option("--as", options->as, "Steward or host")->required();
    ended->callback([&environment, options] { end(environment, *options); });
}

} // namespace rounds::cli
