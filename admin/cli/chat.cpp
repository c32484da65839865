#include "server/knowledge/chats.hpp"

#include "admin/cli/chat_tools.hpp"
#include "admin/cli/knowledge.hpp"
#include "server/rounds_api/describe.hpp"
#include "server/rounds_api/forms.hpp"
#include "storage/base/text.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"

#include <CLI/CLI.hpp>
#include <map>

namespace rounds::cli {
namespace {

using knowledge::PromptChange;
using storage::Account;
using storage::Chat;
using storage::Transaction;

constexpr int most_listed = 1000;

const std::map<std::string, PromptChange> changes{
    {"hold", PromptChange::hold},
    {"release", PromptChange::release},
    {"skip", PromptChange::skip},
    {"extend", PromptChange::extend}
};

struct Options
{
    knowledge::ChatForm form;
    std::string as;
    std::string network;
    std::string file = "-";
    std::string id;
    std::string starts_at;
    int minutes = 60;
    std::vector<std::string> prompts;
    std::vector<std::string> reminders;
    int position = 0;
    std::string change;
    int seconds = 0;
};

/// "300:What helped you?" as seconds after the start and the text.
knowledge::ChatForm::Prompt prompt_of(const std::string& text)
{
    const auto colon = text.find(':');
    const auto offset = text::parse_int(std::string_view(text).substr(0, colon));
    if (colon == std::string::npos || !offset) throw UsageError(fmt::format("--prompt \"{}\": say SECONDS:TEXT", text));
    return {.content = text.substr(colon + 1), .offset = std::chrono::seconds(*offset)};
}

std::string line(const Chat& chat)
{
    return fmt::format("{} {} [{}] {}", to_string(chat.id), chat.title, chat.state, knowledge::when_text(chat));
}

void schedule(const Environment& environment, Options& options)
{
    const auto starts = parse_iso8601(options.starts_at);
    if (!starts) throw UsageError("--starts-at: say 2026-11-17T21:00:00-05:00");
    options.form.starts_at = *starts;
    options.form.ends_at = *starts + std::chrono::minutes(options.minutes);
    for (const auto& prompt : options.prompts) options.form.prompts.push_back(prompt_of(prompt));
    if (options.reminders == std::vector<std::string>{"none"})
        options.form.reminders.emplace();
    else if (!options.reminders.empty())
        options.form.reminders = options.reminders;
    std::string text;
    const auto shown = act_as(environment, options.as, [&](Transaction& tx, app::App& app, const Account& by) {
        const auto now = app.clock.now();
        demand_fields(knowledge::wrong_field(options.form, now));
        const auto network = demand(
            storage::networks::find_by_account(tx, local_account(tx, options.network).id), "network " + options.network
        );
        const auto chat = demand(knowledge::schedule_chat(tx, app.urls, by, network.id, options.form, now), "chat");
        text = "Scheduled " + line(chat);
        return rounds_api::chat_json(tx, chat, by.id);
    });
    print(environment, shown, text);
}

void list(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    json::array rows;
    std::string text;
    runtime->app().db.transact_blocking([&](Transaction& tx) {
        rows.clear();
        text.clear();
        std::vector<Chat> found;
        if (options.network.empty())
            found = storage::chats::upcoming(tx, most_listed);
        else
            found = storage::chats::list(
                tx,
                demand(storage::networks::find_by_account(tx, local_account(tx, options.network).id), options.network)
                    .id,
                most_listed
            );
        for (const auto& chat : found) {
            rows.push_back(rounds_api::chat_json(tx, chat, std::nullopt));
            text += line(chat) + '\n';
        }
    });
    if (!text.empty()) text.pop_back();
    print(environment, rows, text.empty() ? "No chats." : text);
}

void show(const Environment& environment, const Options& options)
{
    const auto id = demand_id<ChatId>(options.id);
    const auto runtime = environment.runtime();
    json::object shown;
    std::string text;
    runtime->app().db.transact_blocking([&](Transaction& tx) {
        const auto chat = demand(storage::chats::find(tx, id), "chat " + options.id);
        shown = rounds_api::chat_json(tx, chat, chat.created_by);
        text = line(chat);
        for (const auto& prompt : storage::chats::prompts(tx, id))
            text +=
                fmt::format("\n{} [{}] {} {}", prompt.label, prompt.state, to_iso8601(prompt.due_at), prompt.content);
        text += fmt::format("\nposts in the transcript: {}", storage::chats::posts(tx, id).size());
    });
    print(environment, shown, text);
}

void cancel(const Environment& environment, const Options& options)
{
    const auto id = demand_id<ChatId>(options.id);
    const auto shown = act_as(environment, options.as, [&](Transaction& tx, app::App& app, const Account& by) {
        const auto chat = demand(knowledge::cancel_chat(tx, app.urls, by, id, app.clock.now()), "chat " + options.id);
        return rounds_api::chat_json(tx, chat, by.id);
    });
    print(environment, shown, fmt::format("Cancelled the chat {}.", options.id));
}

void change(const Environment& environment, const Options& options)
{
    const auto id = demand_id<ChatId>(options.id);
    const auto params = fields_in(options.file);
    std::string text;
    const auto shown = act_as(environment, options.as, [&](Transaction& tx, app::App& app, const Account& by) {
        const auto now = app.clock.now();
        const auto present = demand(storage::chats::find(tx, id), "chat " + options.id);
        auto form = rounds_api::form_of(present, storage::chats::prompts(tx, id));
        demand_fields(rounds_api::read_chat(params, form, now));
        const auto chat = demand(knowledge::change_chat(tx, app.urls, by, id, form, now), "chat " + options.id);
        text = "Changed " + line(chat);
        return rounds_api::chat_json(tx, chat, by.id);
    });
    print(environment, shown, text);
}

void change_prompt(const Environment& environment, const Options& options)
{
    const auto id = demand_id<ChatId>(options.id);
    std::string text;
    const auto shown = act_as(environment, options.as, [&](Transaction& tx, app::App& app, const Account& by) {
        const auto prompt = demand(
            knowledge::change_prompt(
                tx,
                by,
                id,
                options.position,
                changes.at(options.change),
                std::chrono::seconds(options.seconds),
                app.clock.now()
            ),
            fmt::format("prompt {} of chat {}", options.position, options.id)
        );
        text = fmt::format("{} [{}] {}", prompt.label, prompt.state, to_iso8601(prompt.due_at));
        return rounds_api::prompt_json(demand(storage::chats::find(tx, id), "chat"), prompt, true);
    });
    print(environment, shown, text);
}

void add_schedule(CLI::App& command, Environment& environment)
{
    auto options = std::make_shared<Options>();
    auto& form = options->form;
    auto* sub = command.add_subcommand("schedule", "Schedule a chat; the network posts it and its prompts");
    sub->add_option("network", options->network, "User name of the network")->required();
    sub->add_option("--as", options->as, "Steward or host who schedules it")->required();
    sub->add_option("--title", form.title)->required();
    sub->add_option("--starts-at", options->starts_at, "RFC 3339: 2026-11-17T21:00:00-05:00")->required();
    sub->add_option("--minutes", options->minutes, "How long (default 60)")->check(CLI::Range(1, 60 * 24 * 14));
    sub->add_option("--timezone", form.timezone, "IANA: America/New_York")->required();
    sub->add_option("--prompt", options->prompts, "SECONDS:TEXT after the start; repeated, in order")->required();
    sub->add_option("--description", form.description, "Markdown");
    sub->add_option("--closing", form.closing, "What the network says when it ends");
    sub->add_option("--tail-hours", form.tail_hours, "How long late posts still join (default 24)")
        ->check(CLI::Range(0, 168));
    sub->add_option("--remind", options->reminders, "7d, 1d, 1h before; repeated; \"none\"; default: the network's");
    sub->add_option("--hashtag", form.hashtag, "Default: the network's");
    sub->callback([&environment, options] { schedule(environment, *options); });
}

} // namespace

void add_chat(CLI::App& program, Environment& environment)
{
    auto* command =
        program.add_subcommand("chat", "Scheduled chats: schedule, list, show, cancel, prompt, desk and its tools");
    command->require_subcommand(1);
    add_schedule(*command, environment);
    add_chat_tools(*command, environment);
    auto options = std::make_shared<Options>();
    auto* listed = command->add_subcommand("list", "Upcoming chats, or all of one network");
    listed->add_option("network", options->network, "User name of the network");
    listed->callback([&environment, options] { list(environment, *options); });
    auto* shown = command->add_subcommand("show", "One chat with its prompts");
    shown->add_option("id", options->id)->required();
    shown->callback([&environment, options] { show(environment, *options); });
    auto* changed = command->add_subcommand(
        "change", "Change a chat that has not started: a JSON object with the fields of the API"
    );
    changed->add_option("id", options->id)->required();
    changed->add_option("file", options->file, "Default: standard input");
    changed->add_option("--as", options->as, "Steward or host")->required();
    changed->callback([&environment, options] { change(environment, *options); });
    auto* cancelled = command->add_subcommand("cancel", "Cancel a chat that has not started");
    cancelled->add_option("id", options->id)->required();
    cancelled->add_option("--as", options->as, "Steward or host")->required();
    cancelled->callback([&environment, options] { cancel(environment, *options); });
    add_transcript(*command, environment);
    auto* prompt = command->add_subcommand("prompt", "Hold, release, skip or postpone a prompt");
    prompt->add_option("id", options->id, "Of the chat")->required();
    prompt->add_option("position", options->position, "1 for T1")->required();
    prompt->add_option("change", options->change, "hold, release, skip, extend")
        ->required()
        ->check(CLI::IsMember({"hold", "release", "skip", "extend"}));
    prompt->add_option("--seconds", options->seconds, "For extend: by how much");
    prompt->add_option("--as", options->as, "Steward or host")->required();
    prompt->callback([&environment, options] { change_prompt(environment, *options); });
}

} // namespace rounds::cli
