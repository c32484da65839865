#include "admin/console/visit.hpp"

#include "admin/console/routes.hpp"
#include "server/app/app.hpp"
#include "server/app/tokens.hpp"
#include "server/http/render.hpp"
#include "server/web/assets.hpp"
#include "server/web/forms.hpp"
#include "server/web/page.hpp"
#include "server/web/render.hpp"
#include "storage/audit.hpp"
#include "storage/base/embedded.hpp"
#include "storage/domain_policies.hpp"

#include <charconv>
#include <stdexcept>

namespace rounds::console {
namespace {

struct Section
{
    std::string_view path;
    std::string_view label; ///< key of the words
    Least least = Least::moderator;
};

constexpr Section sections[] = {
    {"/console", "start"},
    {"/console/crises", "crises_section"},
    {"/console/reports", "reports"},
    {"/console/accounts", "accounts"},
    {"/console/adverse_events", "adverse_events", Least::safety_contact},
    {"/console/held", "held"},
    {"/console/sign_ups", "sign_ups"},
    {"/console/appeals", "appeals"},
    {"/console/presets", "presets"},
    {"/console/decisions", "decisions"},
    {"/console/blocks", "blocks", Least::admin},
    {"/console/peers", "peers", Least::admin},
    {"/console/rosters", "rosters", Least::admin},
    {"/console/networks", "networks", Least::admin},
    {"/console/incidents", "incidents", Least::admin},
    {"/console/audit", "audit", Least::admin},
    {"/console/settings", "settings", Least::admin},
    {"/console/break_glass", "break_glass", Least::break_glass},
};

std::string fill(std::string_view name, const json::object& values)
{
    const auto file_name = std::string(name) + ".html";
    for (const auto& file : embedded::admin_console())
        if (file.name == file_name) return web::render_text(file.content, values);
    throw std::runtime_error("the console has no template " + file_name);
}

json::array navigation(const Visit& visit)
{
    const std::string_view path = visit.ctx.request().path;
    json::array list;
    for (const auto& section : sections) {
        if (section.least == Least::admin && !visit.admin) continue;
        if (section.least == Least::break_glass && !visit.opens) continue;
        if (section.least == Least::safety_contact && !visit.safety) continue;
        const bool here = section.path == "/console" ? path == section.path : path.starts_with(section.path);
        list.push_back({{"href", section.path}, {"label", visit.words(section.label)}, {"here", here}});
    }
    return list;
}

storage::audit::Entry entry_for(const Visit& visit, const std::string& what)
{
    storage::audit::Entry entry;
    entry.actor = visit.ctx.account_id();
    entry.via = "page";
    entry.action = what;
    entry.target_kind = what.substr(0, what.find('.'));
    return entry;
}

/// The id that `on` is; of a domain that of its policy, for names are no business of the audit log.
std::optional<std::int64_t> target_of(storage::Transaction& tx, const std::string& on)
{
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(on.data(), on.data() + on.size(), id);
    if (error == std::errc{} && end == on.data() + on.size()) return id;
    if (const auto policy = storage::domain_policies::find_by_domain(tx, on)) return to_int(policy->id);
    return std::nullopt;
}

} // namespace

http::Response page(const Visit& visit, Shown shown)
{
    const auto& config = visit.app().config;
    const auto token = web::session_form_token(*visit.ctx.viewer());
    auto& values = shown.values;
    values["w"] = visit.words.all();
    values["form_token"] = token;
    values["admin"] = visit.admin;
    values["problem"] = shown.problem.empty() ? std::string{} : visit.words(shown.problem);
    json::object layout;
    layout["w"] = visit.words.all();
    layout["language"] = web::code_of(visit.words.language());
    layout["title"] = visit.words(shown.title) + (shown.problem.empty() ? "" : ": " + visit.words("did_not_work"));
    layout["instance"] = config.instance.title;
    layout["stylesheet"] = web::asset_path("rounds.css");
    layout["icon"] = web::asset_path("icon.png");
    layout["script"] = shown.script.empty() ? std::string{} : web::asset_path(shown.script);
    layout["form_token"] = token;
    layout["sections"] = navigation(visit);
    layout["body"] = fill(shown.name, values);
    auto response = http::html_response(fill("console", layout), shown.problem.empty() ? 200 : 422);
    if (!shown.script.empty())
        response.headers.set("Content-Security-Policy", http::with_own_scripts(http::content_security_policy()));
    response.compressible = false; // the form token stands beside text of others (BREACH)
    return response;
}

std::string piece(const Visit& visit, std::string_view name, json::object values)
{
    values["w"] = visit.words.all();
    values["form_token"] = web::session_form_token(*visit.ctx.viewer());
    return fill(name, values);
}

boost::asio::awaitable<result<void>>
perform(const Visit& visit, std::string what, std::string on, std::function<result<void>(storage::Transaction&)> body)
{
    co_return co_await visit.app().tokens.operator_db().transact([&](storage::Transaction& tx) -> result<void> {
        auto entry = entry_for(visit, what);
        entry.target = target_of(tx, on);
        if (auto outcome = body(tx); !outcome) return outcome;
        if (!entry.target) entry.target = target_of(tx, on);
        storage::audit::add(tx, entry);
        return {};
    });
}

void note(const Visit& visit, storage::Transaction& tx, std::string_view what, std::int64_t target)
{
    auto entry = entry_for(visit, std::string(what));
    entry.target = target;
    storage::audit::add(tx, entry);
}

http::Response done(const Visit& visit, const result<void>& outcome, std::string_view path)
{
    if (outcome) return http::redirect(std::string(path));
    return web::error_page(visit.ctx, outcome.error() == errc::not_found ? 404 : 422);
}

std::string when(std::optional<Time> time)
{
    if (!time) return {};
    auto text = to_iso8601(*time).substr(0, 16);
    text[10] = ' ';
    return text + " UTC";
}

} // namespace rounds::console
