#include "server/web/notice.hpp"

#include "server/web/forms.hpp"
#include "server/web/key_form.hpp"
#include "server/web/page.hpp"
#include "server/web/render.hpp"

namespace rounds::web {

namespace {

/// Screen readers say the title first: it tells at once when a form was refused.
std::string titled(const app::Context& ctx, std::string_view title, bool refused)
{
    std::string text(say(ctx, title));
    if (refused) text.append(": ").append(say(ctx, "did_not_work"));
    return text;
}

} // namespace

http::Response notice_page(const app::Context& ctx, const Notice& notice, unsigned status)
{
    json::object values;
    values["heading"] = say(ctx, notice.heading);
    values["text"] = say(ctx, notice.text);
    values["link"] = notice.link;
    values["link_text"] = notice.link_text.empty() ? std::string_view{} : say(ctx, notice.link_text);
    Page page;
    page.title = say(ctx, notice.heading);
    page.body = render("notice", values);
    page.status = status;
    page.hidden = true;
    return respond(ctx, page);
}

http::Response form_page(const app::Context& ctx, FormPage shown)
{
    const auto language = language_of(ctx);
    auto& values = shown.values;
    values["t"] = code_of(language);
    values["problem"] = shown.problem.empty() ? std::string_view{} : word(language, shown.problem);
    StrangerToken token;
    if (shown.stranger) {
        token = stranger_form_token(ctx.request());
        values["stranger_token"] = token.token;
    } else {
        values["form_token"] = session_form_token(*ctx.viewer());
    }
    Page page;
    page.title = titled(ctx, shown.title, !shown.problem.empty());
    page.body = render(shown.name, values);
    page.status = shown.problem.empty() ? 200 : 422;
    page.hidden = true;
    page.script = shown.script;
    auto response = respond(ctx, page);
    response.compressible = false; // it holds a token beside text of others (BREACH)
    if (!token.set_cookie.empty()) response.headers.add("Set-Cookie", token.set_cookie);
    return response;
}

http::Response stranger_form_page(
    const app::Context& ctx, std::string_view name, std::string_view title, json::object values, unsigned status
)
{
    const auto token = stranger_form_token(ctx.request());
    values["stranger_token"] = token.token;
    Page page;
    values["t"] = code_of(language_of(ctx));
    page.title = titled(ctx, title, status != 200);
    page.body = render(name, values);
    page.status = status;
    page.hidden = true;
    auto response = respond(ctx, page);
    response.compressible = false;
    if (!token.set_cookie.empty()) response.headers.add("Set-Cookie", token.set_cookie);
    return response;
}

http::Response settings_page(
    const app::Context& ctx,
    std::string_view name,
    std::string_view title,
    json::object values,
    std::string_view problem
)
{
    values["form_token"] = session_form_token(*ctx.viewer());
    values["problem"] = problem;
    Page page;
    if (!string_at(values, "key_fields").empty()) page.script = key_script;
    values["t"] = code_of(language_of(ctx));
    page.title = titled(ctx, title, !problem.empty());
    page.body = render(name, values);
    page.status = problem.empty() ? 200 : 422;
    page.hidden = true;
    return respond(ctx, page);
}

} // namespace rounds::web
