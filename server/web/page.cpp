#include "server/web/page.hpp"

#include "server/app/app.hpp"
#include "server/http/render.hpp"
#include "server/web/assets.hpp"
#include "server/web/forms.hpp"
#include "server/web/render.hpp"

namespace rounds::web {
namespace {

struct Wording
{
    unsigned status;
    std::string_view heading;
    std::string_view explanation;
};

constexpr Wording wordings[] = {
    {400, "Not understood", "The request could not be understood."},
    {403, "Not allowed", "This is not allowed. If you came from a form, go back, load it again and send it once more."},
    {404, "Not found", "There is nothing at this address, or you may not see it."},
    {405, "Not possible", "This address does not take that kind of request."},
    {410, "Gone", "What was here has been deleted."},
    {413, "Too large", "What was sent is larger than this server takes."},
    {429, "Too many requests", "Please wait a few minutes and try again."},
    {503, "Busy", "The server is busy at the moment. Please try again in a minute."},
    {500, "Something went wrong", "The mistake is on our side. The people who run this server can find it in the log."},
};

const Wording& wording(unsigned status) noexcept
{
    for (const auto& known : wordings)
        if (known.status == status) return known;
    return status < 500 ? wordings[0] : std::end(wordings)[-1];
}

/// A text inside <script> must not end it: "<" is written as an escape that JSON reads as the same.
std::string script_safe(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '<')
            out += "\\u003c";
        else
            out += c;
    }
    return out;
}

json::object layout_values(const app::Config& config, const Page& page)
{
    json::object values;
    values["title"] = page.title;
    values["body"] = page.body;
    values["description"] = page.description;
    values["canonical"] = page.canonical;
    values["activity"] = page.activity.value_or("");
    values["structured_data"] = script_safe(page.structured_data);
    values["hidden"] = page.hidden;
    values["instance"] = config.instance.title;
    values["organisation"] = config.instance.organisation;
    values["language"] = config.instance.languages.empty() ? "en" : config.instance.languages.front();
    values["contact"] = config.instance.contact_email;
    values["stylesheet"] = asset_path("rounds.css");
    values["icon"] = asset_path("icon.png");
    values["script"] = page.script.empty() ? std::string{} : asset_path(page.script);
    if (page.language) values["language"] = code_of(*page.language);
    values["t"] = words(page.language.value_or(Language::english));
    values["signed_in"] = false;
    values["staff"] = false;
    return values;
}

http::Response finish(const Page& page, const json::object& values)
{
    auto response = http::html_response(render("layout", values), page.status);
    if (page.language) response.headers.add("Vary", "Accept-Language");
    auto policy = http::content_security_policy(page.form_target.empty() ? "'self'" : "'self' " + page.form_target);
    if (!page.script.empty()) policy = http::with_own_scripts(std::move(policy));
    response.headers.set("Content-Security-Policy", std::move(policy));
    if (page.activity)
        response.headers.add("Link", "<" + *page.activity + ">; rel=\"alternate\"; type=\"application/activity+json\"");
    return response;
}

Page error(unsigned status, std::string_view message)
{
    const auto& words = wording(status);
    json::object values;
    values["heading"] = words.heading;
    values["message"] = message.empty() ? words.explanation : message;
    Page page;
    page.title = words.heading;
    page.body = render("error", values);
    page.status = status;
    page.hidden = true;
    return page;
}

} // namespace

http::Response respond(const app::Context& ctx, const Page& page)
{
    auto values = layout_values(ctx.app().config, page);
    if (ctx.viewer()) {
        values["signed_in"] = true;
        values["staff"] = ctx.viewer()->role == "moderator" || ctx.viewer()->role == "admin";
        values["form_token"] = session_form_token(*ctx.viewer());
    }
    auto response = finish(page, values);
    // A signed-in page holds the form token beside text of others (BREACH).
    if (ctx.viewer()) response.compressible = false;
    return response;
}

http::Response error_page(const app::Config& config, unsigned status)
{
    const auto page = error(status, {});
    return finish(page, layout_values(config, page));
}

http::Response error_page(const app::Context& ctx, unsigned status, std::string_view message)
{
    return respond(ctx, error(status, message));
}

} // namespace rounds::web
