#include "admin/cli/knowledge.hpp"
#include "server/social/text/format.hpp"
#include "storage/announcements.hpp"
#include "storage/base/json.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/core.h>

namespace rounds::cli {
namespace {

namespace announcements = storage::announcements;
using storage::Transaction;

struct Options
{
    std::string id;
    std::string text;
    std::string starts;
    std::string ends;
    bool all_day = false;
};

std::optional<Time> time_from(const char* option, const std::string& text)
{
    if (text.empty()) return std::nullopt;
    const auto time = parse_iso8601(text);
    if (!time)
        throw UsageError(fmt::format("{}: \"{}\" is no date and time such as 2026-11-22T09:00:00Z", option, text));
    return time;
}

void publish(const Environment& environment, const Options& options)
{
    announcements::Announcement announcement;
    announcement.text = options.text;
    announcement.starts_at = time_from("--starts", options.starts);
    announcement.ends_at = time_from("--ends", options.ends);
    announcement.all_day = options.all_day;
    if (announcement.starts_at && announcement.ends_at && *announcement.ends_at <= *announcement.starts_at)
        throw UsageError("--ends must be later than --starts");
    const auto runtime = environment.runtime();
    const auto& urls = runtime->app().urls;
    announcement.content = text::format_post(options.text, {}, urls.base(), urls.domain());
    const auto id = runtime->app().db.transact_blocking([&](Transaction& tx) {
        const auto added = announcements::add(tx, announcement);
        note_run(tx, environment, "announcement", to_int(added));
        return added;
    });
    if (environment.json)
        fmt::print("{}\n", json::serialize(json::object{{"id", to_string(id)}}));
    else
        fmt::print("Announcement {} is published.\n", to_string(id));
}

void withdraw(const Environment& environment, const Options& options)
{
    const auto id = parse_id<AnnouncementId>(options.id);
    if (!id) throw UsageError(fmt::format("\"{}\" is no id of an announcement", options.id));
    const auto runtime = environment.runtime();
    const bool gone = runtime->app().db.transact_blocking([&](Transaction& tx) {
        const bool removed = announcements::remove(tx, *id);
        if (removed) note_run(tx, environment, "announcement", to_int(*id));
        return removed;
    });
    if (!gone) throw UsageError(fmt::format("there is no announcement {}", options.id));
    print(environment, json::object{{"id", options.id}}, fmt::format("Announcement {} is withdrawn.", options.id));
}

void list(const Environment& environment)
{
    constexpr int most = 100;
    const auto runtime = environment.runtime();
    const auto all = runtime->app().db.transact_blocking([](Transaction& tx) { return announcements::list(tx, most); });
    if (environment.json) {
        json::array rows;
        for (const auto& one : all)
            rows.push_back(
                {{"id", to_string(one.id)}, {"text", one.text}, {"published_at", to_iso8601(one.published_at)}}
            );
        fmt::print("{}\n", json::serialize(rows));
        return;
    }
    for (const auto& one : all) fmt::print("{} {} {}\n", to_string(one.id), to_iso8601(one.published_at), one.text);
}

} // namespace

void add_announcement(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand("announcement", "What everybody on this instance is told");
    command->require_subcommand(1);
    auto options = std::make_shared<Options>();
    auto* publish_command = command->add_subcommand("publish", "Show an announcement in people's apps");
    publish_command->add_option("text", options->text, "Plain text; links and tags are linked")->required();
    publish_command->add_option("--starts", options->starts, "When what it is about begins, in RFC 3339");
    publish_command->add_option("--ends", options->ends, "Until when it is shown, in RFC 3339");
    publish_command->add_flag("--all-day", options->all_day, "The times are days");
    publish_command->callback([&environment, options] { publish(environment, *options); });
    command->add_subcommand("list", "All announcements, newest first")->callback([&environment] { list(environment); });
    auto* withdraw_command = command->add_subcommand("withdraw", "Take an announcement back");
    withdraw_command->add_option("id", options->id)->required();
    withdraw_command->callback([&environment, options] { withdraw(environment, *options); });
}

} // namespace rounds::cli
