#include "server/web/page.hpp"

#include "server/app/app.hpp"
#include "server/http/render.hpp"
#include "server/web/assets.hpp"
#include "server/web/forms.hpp"
#include "server/web/render.hpp"
#include "storage/base/text.hpp"

#include <algorithm>

namespace rounds::web {
namespace {

constexpr unsigned worded[] = {400, 403, 404, 405, 410, 413, 429, 503, 500};

/// The catalogue has "error_404" and "error_404_why" for each of them.
std::string wording(unsigned status)
{
    const bool known = std::ranges::find(worded, status) != std::end(worded);
    const unsigned nearest = status < 500 ? 400 : 500;
    return "error_" + std::to_string(known ? status : nearest);
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

json::object layout_values(const app::Config& config, const Page& page, Language language)
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
    values["language"] = code_of(language);
    values["english"] = language == Language::english;
    values["contact"] = config.instance.contact_email;
    values["stylesheet"] = asset_path("rounds.css");
    values["icon"] = asset_path("icon.png");
    values["script"] = page.script.empty() ? std::string{} : asset_path(page.script);
    values["t"] = code_of(language);
    values["signed_in"] = false;
    values["staff"] = false;
    values["other_language"] = "";
    return values;
}

http::Response finish(const Page& page, const json::object& values)
{
    auto response = http::html_response(render("layout", values), page.status);
    response.headers.add("Vary", "Accept-Language");
    auto policy = http::content_security_policy(page.form_target.empty() ? "'self'" : "'self' " + page.form_target);
    if (!page.script.empty()) policy = http::with_own_scripts(std::move(policy));
    response.headers.set("Content-Security-Policy", std::move(policy));
    if (page.activity)
        response.headers.add("Link", "<" + *page.activity + ">; rel=\"alternate\"; type=\"application/activity+json\"");
    return response;
}

Language other(Language language) noexcept
{
    return language == Language::english ? Language::spanish : Language::english;
}

/// The address of this page in the language that it is not in. Empty for what a form has made, and for addresses that
/// hold a secret, which no link should repeat.
std::string in_other_language(const app::Context& ctx)
{
    const auto& request = ctx.request();
    if (request.method != http::Method::get || ctx.params().has("token") || ctx.params().has("code")) return {};
    std::string address = request.path + '?';
    for (const auto part : text::split(request.query, '&'))
        if (!part.empty() && !part.starts_with("lang=")) address.append(part).append("&");
    return address + "lang=" + std::string(code_of(other(language_of(ctx))));
}

Page error(unsigned status, std::string_view message, Language language)
{
    const auto wording = web::wording(status);
    json::object values;
    values["heading"] = word(language, wording);
    values["message"] = message.empty() ? word(language, wording + "_why") : message;
    values["t"] = code_of(language);
    Page page;
    page.title = word(language, wording);
    page.body = render("error", values);
    page.status = status;
    page.hidden = true;
    return page;
}

} // namespace

http::Response respond(const app::Context& ctx, const Page& page)
{
    auto values = layout_values(ctx.app().config, page, language_of(ctx));
    values["other_language"] = page.status == 200 ? in_other_language(ctx) : std::string{};
    values["other_code"] = code_of(other(language_of(ctx)));
    if (ctx.viewer()) {
        values["signed_in"] = true;
        values["staff"] = ctx.viewer()->role == "moderator" || ctx.viewer()->role == "admin";
        values["form_token"] = session_form_token(*ctx.viewer());
    }
    auto response = finish(page, values);
    if (auto chosen = language_cookie(ctx); !chosen.empty()) response.headers.add("Set-Cookie", std::move(chosen));
    // A signed-in page holds the form token beside text of others (BREACH).
    if (ctx.viewer()) response.compressible = false;
    return response;
}

http::Response error_page(const app::Config& config, unsigned status)
{
    const auto page = error(status, {}, Language::english);
    return finish(page, layout_values(config, page, Language::english));
}

http::Response error_page(const app::Context& ctx, unsigned status, std::string_view message)
{
    return respond(ctx, error(status, message, language_of(ctx)));
}

} // namespace rounds::web
