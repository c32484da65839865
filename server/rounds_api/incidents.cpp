#include "server/incidents/record.hpp"

#include "server/rounds_api/handlers.hpp"

namespace rounds::rounds_api {
namespace {

using incidents::Incident;

/// What went out and to whom is for administrators: moderators have no need to know it (45 CFR 164.502(b)).
bool may(const Context& ctx)
{
    return ctx.viewer() && ctx.viewer()->role == "admin";
}

moderation::Staff staff_of(const Context& ctx)
{
    return {.account = ctx.account_id(), .role = ctx.viewer()->role, .via = "api"};
}

incidents::Law law_of(const Context& ctx)
{
    return incidents::law_of(ctx.app().config.privacy.law);
}

incidents::Field field_of(const Context& ctx)
{
    return [&params = ctx.params()](std::string_view name) { return params.text(name); };
}

json::object shown(const Context& ctx, const Incident& incident)
{
    return incidents::to_json(incident, law_of(ctx), ctx.app().clock.now());
}

/// Changes the incident in the path by `body(tx, incident)` and answers with it as it is then.
template <class F> Answer change(Context& ctx, F body)
{
    if (!may(ctx)) co_return app::problem(errc::forbidden);
    const auto id = ctx.path_id<IncidentId>("id");
    if (!id) co_return app::problem(id.error());
    const auto run = [&](Transaction& tx) -> result<json::value> {
        auto incident = storage::incidents::find(tx, *id);
        if (!incident) return incident.error();
        const result<void> done = body(tx, *incident);
        if (!done) return done.error();
        return shown(ctx, storage::incidents::find(tx, *id).value());
    };
    co_return co_await show(ctx, run);
}

} // namespace

/// GET /received {post}: who may have a copy of a post, and who confirmed that it was deleted. Leaves an entry in the
/// audit log.
Answer show_received(Context& ctx)
{
    if (!may(ctx)) co_return app::problem(errc::forbidden);
    const auto post = ctx.params().text_or("post", "");
    const auto body = [&](Transaction& tx) -> result<json::value> {
        const auto trace = incidents::find_post(tx, post);
        if (!trace) return trace.error();
        moderation::note(tx, staff_of(ctx), "status.trace", "status", to_int(trace->id));
        return incidents::to_json(incidents::who_received(tx, *trace));
    };
    co_return co_await show(ctx, body);
}

/// POST /recalls {post, incident}: takes the post away and tells every server that received it.
Answer recall_post(Context& ctx)
{
    if (!may(ctx)) co_return app::problem(errc::forbidden);
    const auto post = ctx.params().text_or("post", "");
    const auto incident = ctx.params().text("incident");
    const auto id = incident ? parse_id<IncidentId>(*incident) : std::nullopt;
    if (incident && !id) co_return invalid("incident");
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx, const storage::Account&) -> result<json::value> {
        const auto trace = incidents::find_post(tx, post);
        if (!trace) return trace.error();
        const auto done = incidents::recall(tx, staff_of(ctx), *trace, id, now);
        if (!done) return done.error();
        return incidents::to_json(incidents::who_received(tx, incidents::find_post(tx, trace->uri).value()));
    };
    co_return co_await act(ctx, body, "post");
}

/// GET /erasures/:id: how the erasure of an account stands.
Answer show_erasure(Context& ctx)
{
    if (!may(ctx)) co_return app::problem(errc::forbidden);
    const auto id = ctx.path_id<AccountId>("id");
    if (!id) co_return app::problem(id.error());
    const auto body = [&](Transaction& tx) -> result<json::value> {
        auto receipt = incidents::erasure_receipt(tx, *id);
        if (!receipt) return receipt.error();
        return std::move(*receipt);
    };
    co_return co_await show(ctx, body);
}

/// GET /incidents {year}: open ones, or all that were discovered in a year.
Answer list_incidents(Context& ctx)
{
    constexpr int most = 1000;
    if (!may(ctx)) co_return app::problem(errc::forbidden);
    const auto year = ctx.params().integer("year");
    if (ctx.params().has("year") && (!year || *year < 1970 || *year > 9999)) co_return invalid("year");
    const auto body = [&](Transaction& tx) -> result<json::value> {
        json::array all;
        const auto wanted = year ? std::optional<int>(static_cast<int>(*year)) : std::nullopt;
        for (const auto& one : storage::incidents::list(tx, wanted, most)) all.push_back(shown(ctx, one));
        return all;
    };
    co_return co_await show(ctx, body);
}

/// POST /incidents: a record, whose clock starts on discovered_on.
Answer open_incident(Context& ctx)
{
    if (!may(ctx)) co_return app::problem(errc::forbidden);
    Incident incident;
    const auto wrong = incidents::take_fields(incident, field_of(ctx), ctx.app().clock.now());
    if (!wrong.empty()) co_return invalid(wrong);
    const auto body = [&](Transaction& tx) -> result<json::value> {
        const auto id = incidents::open(tx, staff_of(ctx), incident);
        return shown(ctx, storage::incidents::find(tx, id).value());
    };
    co_return co_await show(ctx, body);
}

/// GET /incidents/:id
Answer show_incident(Context& ctx)
{
    co_return co_await change(ctx, [](Transaction&, const Incident&) -> result<void> { return {}; });
}

/// PATCH /incidents/:id: what is sent is changed.
Answer change_incident(Context& ctx)
{
    std::string wrong;
    const auto body = [&](Transaction& tx, Incident& incident) -> result<void> {
        wrong = incidents::take_fields(incident, field_of(ctx), ctx.app().clock.now());
        if (!wrong.empty()) return errc::invalid_argument;
        return incidents::change(tx, staff_of(ctx), incident);
    };
    auto response = co_await change(ctx, body);
    if (!wrong.empty()) co_return invalid(wrong);
    co_return response;
}

/// POST /incidents/:id/told {whom, on}: that duty is done.
Answer tell_of_incident(Context& ctx)
{
    const auto whom = ctx.params().text_or("whom", "");
    const auto day = incidents::parse_day(ctx.params().text_or("on", ""));
    if (!day) co_return invalid("on");
    const auto body = [&](Transaction& tx, const Incident& incident) -> result<void> {
        return incidents::note_told(tx, staff_of(ctx), incident, law_of(ctx), whom, *day);
    };
    co_return co_await change(ctx, body);
}

/// POST /incidents/:id/close
Answer close_incident(Context& ctx)
{
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx, const Incident& incident) -> result<void> {
        return incidents::close(tx, staff_of(ctx), incident.id, now);
    };
    co_return co_await change(ctx, body);
}

/// GET /incidents/:id/letters/:whom: a draft as text.
Answer write_incident_letter(Context& ctx)
{
    if (!may(ctx)) co_return app::problem(errc::forbidden);
    const auto id = ctx.path_id<IncidentId>("id");
    if (!id) co_return app::problem(id.error());
    const std::string whom(ctx.path_text("whom"));
    const auto& app = ctx.app();
    const auto letter = co_await app.db.read([&](Transaction& tx) -> result<std::string> {
        const auto incident = storage::incidents::find(tx, *id);
        if (!incident) return incident.error();
        const auto receivers = incidents::receivers_of(tx, *incident);
        return incidents::write_letter(whom, *incident, incidents::sender_of(app.config), receivers, app.clock.now());
    });
    if (!letter) co_return app::problem(letter.error());
    Response response;
    response.content_type = "text/plain; charset=utf-8";
    response.body = *letter;
    co_return response;
}

} // namespace rounds::rounds_api
