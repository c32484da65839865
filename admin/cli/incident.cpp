#include "admin/cli/knowledge.hpp"
#include "admin/cli/moderate.hpp"
#include "server/incidents/record.hpp"

#include <CLI/CLI.hpp>
#include <map>

namespace rounds::cli {
namespace {

using incidents::Incident;
using storage::Transaction;

constexpr int most_listed = 1000;

struct Options
{
    std::string id;
    std::string post;
    std::string as;
    std::string incident;
    std::string whom;
    std::string on;
    std::optional<int> year;
    bool dry_run = false;
    std::map<std::string, std::string> fields; ///< only those that were given
};

std::string text_of(const Incident& incident, incidents::Law law, Time now)
{
    auto text = fmt::format(
        "{} {} discovered {}, {} people{}{}",
        to_string(incident.id),
        incident.title,
        to_iso_date(incident.discovered_on),
        incident.people,
        incident.breach ? "" : ", no breach",
        incident.closed_at ? ", closed" : ""
    );
    for (const auto& duty : incidents::duties(incident, law))
        text += fmt::format(
            "\n  {} by {} ({}){}",
            duty.whom,
            to_iso_date(duty.deadline),
            duty.source,
            duty.done ? ", told " + to_iso_date(*duty.done) : std::string(duty.overdue(now) ? ", OVERDUE" : "")
        );
    for (const auto& uri : incident.posts) text += "\n  post " + uri;
    return text;
}

std::string text_of(const incidents::Received& all)
{
    auto text = fmt::format("{}\n{} people of this instance", all.post.uri, all.local_readers);
    for (const auto& one : all.receivers)
        text += fmt::format(
            "\n{} {}: {}{}",
            one.host,
            one.inbox,
            one.kinds.empty() ? std::string("never sent it") : fmt::format("{} {}", one.kinds.back(), one.state),
            one.recall.empty() ? "" : ", deletion " + std::string(one.recall == "done" ? "confirmed" : one.recall)
        );
    for (const auto& one : all.fetches)
        text += fmt::format(
            "\n{} fetched it ({}), {} times, last {}", one.host, one.kind, one.times, to_iso8601(one.last_at)
        );
    for (const auto& one : all.exports) text += fmt::format("\n{} {}", to_iso8601(one.at), one.action);
    return text;
}

void show_received(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    const auto all = runtime->app().db.transact_blocking([&](Transaction& tx) {
        const auto post = demand(incidents::find_post(tx, options.post), options.post);
        moderation::note(tx, staff_from(tx, options.as), "status.trace", "status", to_int(post.id));
        return incidents::who_received(tx, post);
    });
    print(environment, incidents::to_json(all), text_of(all));
}

void recall(const Environment& environment, const Options& options)
{
    std::optional<IncidentId> incident;
    if (!options.incident.empty()) incident = demand_id<IncidentId>(options.incident);
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    const auto all = app.db.transact_blocking([&](Transaction& tx) {
        const auto post = demand(incidents::find_post(tx, options.post), options.post);
        if (!options.dry_run)
            demand(incidents::recall(tx, staff_from(tx, options.as), post, incident, app.clock.now()), options.post);
        return incidents::who_received(tx, post);
    });
    if (!options.dry_run) wake_servers(app);
    auto shown = incidents::to_json(all);
    shown["dry_run"] = options.dry_run;
    print(
        environment,
        shown,
        fmt::format(
            "{} {} inboxes to delete {}. `rounds incident received` shows who confirmed.",
            options.dry_run ? "Would ask" : "Asks",
            all.receivers.size(),
            all.post.uri
        )
    );
}

void show_erasure(const Environment& environment, const Options& options)
{
    const auto id = demand_id<AccountId>(options.id);
    const auto runtime = environment.runtime();
    const auto receipt = runtime->app().db.transact_blocking([&](Transaction& tx) {
        return demand(incidents::erasure_receipt(tx, id), "account " + options.id);
    });
    auto text = fmt::format(
        "{} left at {}: {} posts, {} files and {} keys are still here.",
        options.id,
        std::string(receipt.at("deleted_at").as_string()),
        receipt.at("posts_left").as_int64(),
        receipt.at("files_left").as_int64(),
        receipt.at("keys_left").as_int64()
    );
    for (const auto& host : receipt.at("unconfirmed").as_array())
        text += "\n" + std::string(host.as_string()) + " did not confirm that it deleted what it had";
    if (receipt.at("complete").as_bool()) text += "\nErased here, and confirmed by everybody who was sent anything.";
    print(environment, receipt, text);
}

incidents::Field field_of(const Options& options)
{
    return [&options](std::string_view name) -> std::optional<std::string> {
        const auto found = options.fields.find(std::string(name));
        if (found == options.fields.end()) return std::nullopt;
        return found->second;
    };
}

/// Runs `body(tx, app, incident)` on the incident of the command and shows it as it is then.
template <class F> void change(const Environment& environment, const Options& options, F body)
{
    const auto id = demand_id<IncidentId>(options.id);
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    const auto now = app.clock.now();
    const auto law = incidents::law_of(app.config.privacy.law);
    const auto shown = app.db.transact_blocking([&](Transaction& tx) {
        auto incident = demand(storage::incidents::find(tx, id), "incident " + options.id);
        body(tx, app, incident);
        return storage::incidents::find(tx, id).value();
    });
    print(environment, incidents::to_json(shown, law, now), text_of(shown, law, now));
}

void open(const Environment& environment, Options& options)
{
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    const auto now = app.clock.now();
    const auto law = incidents::law_of(app.config.privacy.law);
    if (!options.fields.contains("discovered_on")) options.fields["discovered_on"] = to_iso_date(now);
    Incident incident;
    demand_fields(incidents::take_fields(incident, field_of(options), now));
    const auto shown = app.db.transact_blocking([&](Transaction& tx) {
        const auto id = incidents::open(tx, staff_from(tx, options.as), incident);
        if (!options.post.empty())
            storage::incidents::add_post(tx, id, demand(incidents::find_post(tx, options.post), options.post).uri);
        return storage::incidents::find(tx, id).value();
    });
    print(environment, incidents::to_json(shown, law, now), text_of(shown, law, now));
}

void set(const Environment& environment, const Options& options)
{
    change(environment, options, [&](Transaction& tx, app::App& app, Incident& incident) {
        demand_fields(incidents::take_fields(incident, field_of(options), app.clock.now()));
        demand(incidents::change(tx, staff_from(tx, options.as), incident), "incident " + options.id);
    });
}

void tell(const Environment& environment, const Options& options)
{
    change(environment, options, [&](Transaction& tx, app::App& app, const Incident& incident) {
        const auto day = incidents::parse_day(options.on.empty() ? to_iso_date(app.clock.now()) : options.on);
        if (!day) throw UsageError("--on takes a day: 2026-11-22");
        const auto law = incidents::law_of(app.config.privacy.law);
        demand(incidents::note_told(tx, staff_from(tx, options.as), incident, law, options.whom, *day), options.whom);
    });
}

void close(const Environment& environment, const Options& options)
{
    change(environment, options, [&](Transaction& tx, app::App& app, const Incident& incident) {
        const auto done = incidents::close(tx, staff_from(tx, options.as), incident.id, app.clock.now());
        demand(done, "incident " + options.id);
    });
}

void list(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    const auto& app = runtime->app();
    const auto now = app.clock.now();
    const auto law = incidents::law_of(app.config.privacy.law);
    const auto all = app.db.transact_blocking([&](Transaction& tx) {
        return storage::incidents::list(tx, options.year, most_listed);
    });
    json::array rows;
    std::string text;
    for (const auto& one : all) {
        rows.push_back(incidents::to_json(one, law, now));
        text += (text.empty() ? "" : "\n") + text_of(one, law, now);
    }
    print(environment, rows, text.empty() ? "No incidents." : text);
}

void write_letter(const Environment& environment, const Options& options)
{
    const auto id = demand_id<IncidentId>(options.id);
    const auto runtime = environment.runtime();
    const auto& app = runtime->app();
    const auto letter = app.db.transact_blocking([&](Transaction& tx) {
        const auto incident = demand(storage::incidents::find(tx, id), "incident " + options.id);
        const auto sender = incidents::sender_of(app.config);
        const auto receivers = incidents::receivers_of(tx, incident);
        return demand(
            incidents::write_letter(options.whom, incident, sender, receivers, app.clock.now()), options.whom
        );
    });
    print(environment, json::object{{"id", options.id}, {"whom", options.whom}, {"text", letter}}, letter);
}

void add_fields(CLI::App& command, const std::shared_ptr<Options>& options)
{
    const std::pair<const char*, const char*> fields[] = {
        {"title", "A few words, without names"},
        {"discovered_on", "Day of the discovery (2026-11-22): the clock starts"},
        {"happened_on", "Day on which it happened"},
        {"what", "What happened, as letters tell it"},
        {"information", "Kinds of information"},
        {"steps", "What people can do to protect themselves"},
        {"measures", "What is done about it"},
        {"assessment", "Risk, by the four factors of 45 CFR 164.402(2)"},
        {"people", "How many people are concerned"},
        {"states", "People by state: \"CA 612, NV 3\""},
        {"breach", "false: assessed, and none that has to be told"},
    };
    for (const auto& [name, words] : fields) {
        std::string option = std::string("--") + name;
        for (char& c : option)
            if (c == '_') c = '-';
        command.add_option_function<std::string>(
            option, [options, name](const std::string& value) { options->fields[name] = value; }, words
        );
    }
}

} // namespace

void add_incident(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand(
        "incident", "What went where it should not have gone: who received it, taking it back, whom to tell by when"
    );
    command->require_subcommand(1);
    const auto options = std::make_shared<Options>();
    const auto sub = [&](const char* name, const char* words, auto run) {
        auto* added = command->add_subcommand(name, words);
        added->callback([&environment, options, run] { run(environment, *options); });
        return added;
    };
    const auto with_as = [&](CLI::App* added) {
        added->add_option("--as", options->as, "User name of who does it; default: the operator");
        return added;
    };
    const auto with_id = [&](CLI::App* added) {
        added->add_option("id", options->id, "Of the incident")->required();
        return with_as(added);
    };
    const auto with_post = [&](CLI::App* added) {
        added->add_option("post", options->post, "Id or address of a post of this instance")->required();
        return with_as(added);
    };
    with_post(
        sub("received", "Deliveries, fetches and exports of a post, and who confirmed its deletion", show_received)
    );
    auto* back =
        with_post(sub("recall", "Take a post away and tell every server that received it, again if need be", recall));
    back->add_option("--incident", options->incident, "Note it in this incident");
    back->add_flag("--dry-run", options->dry_run, "Show who would be told, change nothing");
    auto* opened = with_as(sub("open", "Open a record; its clock starts on the day of the discovery", open));
    opened->add_option("--post", options->post, "A post that it is about");
    add_fields(*opened, options);
    add_fields(*with_id(sub("set", "Change a record", set)), options);
    with_id(sub("show", "A record, with what has to be done by when", [](const Environment& in, const Options& given) {
        change(in, given, [](Transaction&, app::App&, const Incident&) {});
    }));
    auto* listed = sub("list", "Open incidents, or the log of a year", list);
    listed->add_option("--year", options->year, "All that were discovered in it")->check(CLI::Range(1970, 9999));
    auto* told = with_id(sub("told", "Note that somebody was told", tell));
    told->add_option("whom", options->whom, "individuals, hhs, ftc, media:CA")->required();
    told->add_option("--on", options->on, "Day; default: today");
    auto* letter = with_id(sub("letter", "A draft letter, filled from the record", write_letter));
    letter->add_option("whom", options->whom, "individuals, hhs, ftc, media:CA")->required();
    auto* erased =
        sub("erasure", "How the erasure of an account stands: what is left, and who confirmed", show_erasure);
    erased->add_option("id", options->id, "Of the account")->required();
    with_id(sub("close", "Close a record", close));
}

} // namespace rounds::cli
