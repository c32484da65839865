#include "server/knowledge/chat_tools.hpp"

#include "admin/cli/chat_tools.hpp"
#include "admin/cli/knowledge.hpp"
#include "server/rounds_api/describe.hpp"
#include "storage/chat_reminders.hpp"
#include "storage/chat_tools.hpp"
#include "storage/chats.hpp"
#include "storage/statuses.hpp"

#include <CLI/CLI.hpp>
#include <functional>

namespace rounds::cli {
namespace {

using storage::Account;
using storage::Chat;
using storage::Transaction;

constexpr int most_listed = 100;

struct Options
{
    std::string as;
    std::string id;
    std::string status;
    std::string text;
    std::string account;
    int seconds = 0;
    bool undo = false;
};

/// A change that somebody who runs the chat makes.
using Change = std::function<result<Chat>(Transaction&, const Account&, ChatId, const Options&, Time)>;

json::array ids_json(const std::vector<StatusId>& ids)
{
    json::array all;
    for (const auto id : ids) all.emplace_back(to_string(id));
    return all;
}

void show_desk(const Environment& environment, const Options& options)
{
    const auto id = demand_id<ChatId>(options.id);
    std::string text;
    const auto shown = act_as(
        environment,
        options.as,
        [&](Transaction& tx, app::App& app, const Account& by) {
            const auto chat = demand(storage::chats::find(tx, id), "chat " + options.id);
            if (!knowledge::may_run(tx, chat, by.id)) refuse(errc::forbidden, "chat " + options.id);
            const auto unanswered = storage::chats::unanswered(tx, id, app.clock.now(), most_listed);
            const auto queued = storage::chats::queued(tx, id, most_listed);
            text = fmt::format(
                "{} [{}]\nslow mode: {} s\nunanswered questions: {}\nheld back by slow mode: {}",
                chat.title,
                chat.state,
                chat.slow_seconds,
                unanswered.size(),
                queued.size()
            );
            for (const auto& view : storage::statuses::views(tx, unanswered))
                text += fmt::format("\n{} {}", to_string(view.status.id), view.status.url.value_or(view.status.uri));
            json::object out;
            out["chat"] = rounds_api::chat_json(tx, chat, by.id);
            out["unanswered"] = ids_json(unanswered);
            out["queued"] = ids_json(queued);
            return out;
        },
        Record::by_body
    );
    print(environment, shown, text);
}

void add_change(
    CLI::App& command,
    Environment& environment,
    const std::string& name,
    const std::string& help,
    const Change& change,
    const std::function<void(CLI::App&, Options&)>& add_options
)
{
    auto options = std::make_shared<Options>();
    auto* sub = command.add_subcommand(name, help);
    sub->add_option("id", options->id, "Of the chat")->required();
    add_options(*sub, *options);
    sub->add_option("--as", options->as, "Steward, host, or moderator on call of the chat")->required();
    sub->callback([&environment, options, change, name] {
        const auto id = demand_id<ChatId>(options->id);
        std::string text;
        const auto shown = act_as(environment, options->as, [&](Transaction& tx, app::App& app, const Account& by) {
            const auto chat = demand(change(tx, by, id, *options, app.clock.now()), name + " of chat " + options->id);
            text = fmt::format("{} [{}]: done.", chat.title, chat.state);
            return rounds_api::chat_json(tx, chat, by.id);
        });
        print(environment, shown, text);
    });
}

StatusId status_of(const Options& options)
{
    return demand_id<StatusId>(options.status);
}

} // namespace

void add_chat_tools(CLI::App& command, Environment& environment)
{
    auto desk_options = std::make_shared<Options>();
    auto* desk = command.add_subcommand("desk", "Questions that wait, and posts that slow mode holds back");
    desk->add_option("id", desk_options->id, "Of the chat")->required();
    desk->add_option("--as", desk_options->as, "Steward, host, or moderator on call of the chat")->required();
    desk->callback([&environment, desk_options] { show_desk(environment, *desk_options); });

    const auto named_post = [](CLI::App& sub, Options& options) {
        sub.add_option("post", options.status, "Id of the post")->required();
        sub.add_flag("--undo", options.undo, "Take it back");
    };
    add_change(
        command,
        environment,
        "slow",
        "A pause between two posts of one person",
        [](Transaction& tx, const Account& by, ChatId id, const Options& options, Time now) {
            return knowledge::set_slow_mode(tx, by, id, std::chrono::seconds(options.seconds), now);
        },
        [](CLI::App& sub, Options& options) {
            sub.add_option("seconds", options.seconds, "0: none")->required()->check(CLI::Range(0, 3600));
        }
    );
    add_change(
        command,
        environment,
        "pin",
        "Show a post of the chat first",
        [](Transaction& tx, const Account& by, ChatId id, const Options& options, Time now) {
            const auto status = status_of(options);
            return knowledge::pin_post(tx, by, id, options.undo ? std::nullopt : std::optional{status}, now);
        },
        named_post
    );
    add_change(
        command,
        environment,
        "interests",
        "Declare one's interests as a host or guest, also when there are none",
        [](Transaction& tx, const Account& by, ChatId id, const Options& options, Time now) {
            return knowledge::declare_chat_interests(tx, by, id, options.text, now);
        },
        [](CLI::App& sub, Options& options) { sub.add_option("statement", options.text, "\"None.\"")->required(); }
    );
    add_change(
        command,
        environment,
        "off-topic",
        "Set a post aside",
        [](Transaction& tx, const Account& by, ChatId id, const Options& options, Time now) {
            return knowledge::mark_off_topic(tx, by, id, status_of(options), !options.undo, now);
        },
        named_post
    );
    add_change(
        command,
        environment,
        "let-in",
        "Show a post now that slow mode holds back",
        [](Transaction& tx, const Account& by, ChatId id, const Options& options, Time now) {
            return knowledge::let_in(tx, by, id, status_of(options), now);
        },
        [](CLI::App& sub, Options& options) { sub.add_option("post", options.status, "Id of the post")->required(); }
    );
    add_change(
        command,
        environment,
        "closing",
        "What the network says when the chat ends",
        [](Transaction& tx, const Account& by, ChatId id, const Options& options, Time now) {
            return knowledge::set_closing(tx, by, id, options.text, now);
        },
        [](CLI::App& sub, Options& options) { sub.add_option("text", options.text)->required(); }
    );
    add_change(
        command,
        environment,
        "on-call",
        "Put a moderator on call, or take them off",
        [](Transaction& tx, const Account& by, ChatId id, const Options& options, Time now) {
            const auto moderator = local_account(tx, options.account).id;
            return knowledge::set_on_call(tx, by, id, moderator, !options.undo, now);
        },
        [](CLI::App& sub, Options& options) {
            sub.add_option("account", options.account, "User name")->required();
            sub.add_flag("--undo", options.undo, "Take them off");
        }
    );
}

} // namespace rounds::cli
