#include "server/incidents/record.hpp"

#include "admin/console/pages.hpp"
#include "server/app/app.hpp"
#include "server/app/tokens.hpp"
#include "server/web/page.hpp"
#include "storage/channels.hpp"

namespace rounds::console {
namespace {

using incidents::Incident;
using storage::Transaction;

constexpr int most_listed = 200;
constexpr std::string_view root = "/console/incidents";

moderation::Staff staff_of(const Visit& visit)
{
    return {.account = visit.ctx.account_id(), .role = "admin", .via = "page"};
}

incidents::Law law_of(const Visit& visit)
{
    return incidents::law_of(visit.app().config.privacy.law);
}

incidents::Field field_of(const Visit& visit)
{
    return [&params = visit.ctx.params()](std::string_view name) { return params.text(name); };
}

std::string address_of(IncidentId id)
{
    return std::string(root) + '/' + to_string(id);
}

/// "media:CA" in words.
std::string whom_in_words(const Visit& visit, const std::string& whom)
{
    const auto colon = whom.find(':');
    if (colon == std::string::npos) return visit.words("tell_" + whom);
    return visit.words("tell_media") + ' ' + whom.substr(colon + 1);
}

json::array duty_values(const Visit& visit, const Incident& incident)
{
    const auto now = visit.app().clock.now();
    json::array rows;
    for (const auto& duty : incidents::duties(incident, law_of(visit)))
        rows.push_back(json::object{
            {"whom", duty.whom},
            {"words", whom_in_words(visit, duty.whom)},
            {"deadline", to_iso_date(duty.deadline)},
            {"source", duty.source},
            {"told", duty.done ? to_iso_date(*duty.done) : std::string{}},
            {"overdue", duty.overdue(now)},
            {"incident", to_string(incident.id)},
        });
    return rows;
}

json::object line_values(const Visit& visit, const Incident& incident)
{
    return {
        {"id", to_string(incident.id)},
        {"title", incident.title},
        {"discovered", to_iso_date(incident.discovered_on)},
        {"people", std::to_string(incident.people)},
        {"duties", duty_values(visit, incident)},
    };
}

json::array receiver_values(const Visit& visit, const std::vector<storage::received::Receiver>& receivers)
{
    json::array rows;
    for (const auto& one : receivers) {
        const auto recall = one.recall.empty() ? std::string("recall_none") : "recall_" + one.recall;
        rows.push_back(json::object{
            {"host", one.host},
            {"inbox", one.inbox},
            {"what", one.kinds.empty() ? std::string{} : one.kinds.back()},
            {"state", one.state.empty() ? std::string{} : visit.words("delivery_" + one.state)},
            {"when", when(one.at)},
            {"recall", visit.words(recall)},
            {"recalled", when(one.recalled_at)},
            {"open", one.open()},
        });
    }
    return rows;
}

json::object incident_values(const Visit& visit, Transaction& tx, const Incident& incident)
{
    auto values = line_values(visit, incident);
    values["discovered_on"] = to_iso_date(incident.discovered_on);
    values["happened_on"] = incident.happened_on ? to_iso_date(*incident.happened_on) : std::string{};
    values["what"] = incident.what;
    values["information"] = incident.information;
    values["steps"] = incident.steps;
    values["measures"] = incident.measures;
    values["assessment"] = incident.assessment;
    values["breach"] = incident.breach;
    values["closed"] = when(incident.closed_at);
    std::string states;
    for (const auto& [state, people] : incident.states)
        states += (states.empty() ? "" : ", ") + state + ' ' + std::to_string(people);
    values["states"] = states;
    json::array posts;
    for (const auto& uri : incident.posts) {
        auto receivers = receiver_values(visit, storage::received::receivers(tx, uri, incidents::most_receivers));
        posts.push_back(json::object{
            {"uri", uri}, {"none", receivers.empty()}, {"receivers", std::move(receivers)}, {"id", values["id"]}
        });
    }
    values["has_posts"] = !posts.empty();
    values["posts"] = std::move(posts);
    return values;
}

awaitable<http::Response> show_all(Visit& visit, std::string_view problem)
{
    json::array rows;
    co_await visit.app().tokens.operator_db().read([&](Transaction& tx) {
        for (const auto& one : storage::incidents::list(tx, std::nullopt, most_listed))
            rows.push_back(line_values(visit, one));
    });
    json::object values;
    values["none"] = rows.empty();
    values["incidents"] = std::move(rows);
    values["today"] = to_iso_date(visit.app().clock.now());
    co_return page(visit, {.name = "incidents", .title = "incidents", .values = std::move(values), .problem = problem});
}

awaitable<http::Response> show_one(Visit& visit, IncidentId id, std::string_view problem)
{
    json::object values;
    const auto found = co_await visit.app().tokens.operator_db().read([&](Transaction& tx) -> result<void> {
        const auto incident = storage::incidents::find(tx, id);
        if (!incident) return incident.error();
        values = incident_values(visit, tx, *incident);
        return {};
    });
    if (!found) co_return web::error_page(visit.ctx, 404);
    values["today"] = to_iso_date(visit.app().clock.now());
    co_return page(visit, {.name = "incident", .title = "incident", .values = std::move(values), .problem = problem});
}

/// Changes the incident in the path by `body(tx, incident)`; back to its page, which says what was wrong.
awaitable<http::Response>
change(Visit& visit, std::function<result<void>(Transaction&, Incident&)> body, std::string_view problem)
{
    const auto id = visit.ctx.path_id<IncidentId>("id");
    if (!id) co_return web::error_page(visit.ctx, 404);
    const auto outcome = co_await visit.app().tokens.operator_db().transact([&](Transaction& tx) -> result<void> {
        auto incident = storage::incidents::find(tx, *id);
        if (!incident) return incident.error();
        return body(tx, *incident);
    });
    if (!outcome && outcome.error() == errc::invalid_argument) co_return co_await show_one(visit, *id, problem);
    co_return done(visit, outcome, address_of(*id));
}

} // namespace

awaitable<http::Response> incident_list(Visit& visit)
{
    co_return co_await show_all(visit, "");
}

awaitable<http::Response> open_incident(Visit& visit)
{
    Incident incident;
    const auto wrong = incidents::take_fields(incident, field_of(visit), visit.app().clock.now());
    if (!wrong.empty()) co_return co_await show_all(visit, "wrong_incident");
    const auto id = co_await visit.app().tokens.operator_db().transact([&](Transaction& tx) {
        return incidents::open(tx, staff_of(visit), incident);
    });
    co_return http::redirect(address_of(id));
}

awaitable<http::Response> incident(Visit& visit)
{
    const auto id = visit.ctx.path_id<IncidentId>("id");
    if (!id) co_return web::error_page(visit.ctx, 404);
    co_return co_await show_one(visit, *id, "");
}

awaitable<http::Response> change_incident(Visit& visit)
{
    const auto body = [&](Transaction& tx, Incident& incident) -> result<void> {
        const auto wrong = incidents::take_fields(incident, field_of(visit), visit.app().clock.now());
        if (!wrong.empty()) return errc::invalid_argument;
        return incidents::change(tx, staff_of(visit), incident);
    };
    co_return co_await change(visit, body, "wrong_incident");
}

awaitable<http::Response> tell_of_incident(Visit& visit)
{
    const auto whom = visit.ctx.params().text_or("whom", "");
    const auto day = incidents::parse_day(visit.ctx.params().text_or("on", ""));
    const auto body = [&](Transaction& tx, const Incident& incident) -> result<void> {
        if (!day) return errc::invalid_argument;
        return incidents::note_told(tx, staff_of(visit), incident, law_of(visit), whom, *day);
    };
    co_return co_await change(visit, body, "wrong_day");
}

awaitable<http::Response> close_incident(Visit& visit)
{
    const auto body = [&](Transaction& tx, const Incident& incident) -> result<void> {
        return incidents::close(tx, staff_of(visit), incident.id, visit.app().clock.now());
    };
    co_return co_await change(visit, body, "");
}

/// Adds a post to the record, or with recall=true takes it away everywhere.
awaitable<http::Response> incident_post(Visit& visit)
{
    const auto post = visit.ctx.params().text_or("post", "");
    const bool recalled = visit.ctx.params().flag("recall").value_or(false);
    const auto body = [&](Transaction& tx, const Incident& incident) -> result<void> {
        const auto trace = incidents::find_post(tx, post);
        if (!trace) return errc::invalid_argument;
        if (recalled) return incidents::recall(tx, staff_of(visit), *trace, incident.id, visit.app().clock.now());
        storage::incidents::add_post(tx, incident.id, trace->uri);
        moderation::note(
            tx, staff_of(visit), "incident.add_post", "incident", to_int(incident.id), {}, to_int(trace->id)
        );
        return {};
    };
    auto response = co_await change(visit, body, "no_such_post");
    if (recalled)
        for (const auto* channel : {storage::channels::jobs, storage::channels::events})
            visit.app().notifier.notify(channel);
    co_return response;
}

awaitable<http::Response> incident_letter(Visit& visit)
{
    const auto id = visit.ctx.path_id<IncidentId>("id");
    if (!id) co_return web::error_page(visit.ctx, 404);
    const std::string whom(visit.ctx.path_text("whom"));
    const auto& app = visit.app();
    const auto letter = co_await app.tokens.operator_db().read([&](Transaction& tx) -> result<std::string> {
        const auto incident = storage::incidents::find(tx, *id);
        if (!incident) return incident.error();
        const auto receivers = incidents::receivers_of(tx, *incident);
        return incidents::write_letter(whom, *incident, incidents::sender_of(app.config), receivers, app.clock.now());
    });
    if (!letter) co_return web::error_page(visit.ctx, 404);
    http::Response response;
    response.content_type = "text/plain; charset=utf-8";
    response.body = *letter;
    co_return response;
}

awaitable<http::Response> received(Visit& visit)
{
    const auto post = visit.ctx.params().text_or("post", "");
    json::object values;
    const auto found = co_await visit.app().tokens.operator_db().transact([&](Transaction& tx) -> result<void> {
        const auto trace = incidents::find_post(tx, post);
        if (!trace) return trace.error();
        moderation::note(tx, staff_of(visit), "status.trace", "status", to_int(trace->id));
        const auto all = incidents::who_received(tx, *trace);
        values["uri"] = all.post.uri;
        values["deleted"] = when(all.post.deleted_at);
        values["local_readers"] = std::to_string(all.local_readers);
        values["none"] = all.receivers.empty();
        values["receivers"] = receiver_values(visit, all.receivers);
        json::array fetches;
        for (const auto& one : all.fetches)
            fetches.push_back(json::object{
                {"host", one.host},
                {"kind", visit.words("fetch_" + one.kind)},
                {"times", std::to_string(one.times)},
                {"when", when(one.last_at)},
            });
        values["has_fetches"] = !fetches.empty();
        values["fetches"] = std::move(fetches);
        json::array exports;
        for (const auto& one : all.exports)
            exports.push_back(json::object{{"when", when(one.at)}, {"action", one.action}});
        values["has_exports"] = !exports.empty();
        values["exports"] = std::move(exports);
        return {};
    });
    if (!found) co_return co_await show_all(visit, "no_such_post");
    co_return page(visit, {.name = "received", .title = "received", .values = std::move(values)});
}

} // namespace rounds::console
