#include "server/web/notice.hpp"

#include "server/web/forms.hpp"
#include "server/web/key_form.hpp"
#include "server/web/page.hpp"
#include "server/web/render.hpp"

namespace rounds::web {

http::Response notice_page(const app::Context& ctx, const Notice& notice, unsigned status)
{
    json::object values;
    values["heading"] = notice.heading;
    values["text"] = notice.text;
    values["link"] = notice.link;
    values["link_text"] = notice.link_text;
    Page page;
    page.title = notice.heading;
    page.body = render("notice", values);
    page.status = status;
    page.hidden = true;
    return respond(ctx, page);
}

http::Response form_page(const app::Context& ctx, FormPage shown)
{
    const auto language = language_of(ctx);
    auto& values = shown.values;
    values["t"] = words(language);
    values["problem"] = shown.problem.empty() ? std::string_view{} : word(language, shown.problem);
    StrangerToken token;
    if (shown.stranger) {
        token = stranger_form_token(ctx.request());
        values["stranger_token"] = token.token;
    } else {
        values["form_token"] = session_form_token(*ctx.viewer());
    }
    Page page;
    page.title = word(language, shown.title);
    if (!shown.problem.empty()) page.title.append(": ").append(word(language, "did_not_work"));
    page.body = render(shown.name, values);
    page.status = shown.problem.empty() ? 200 : 422;
    page.hidden = true;
    page.language = language;
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
    page.title = status == 200 ? std::string(title) : std::string(title) + ": that did not work";
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
    page.title = problem.empty() ? std::string(title) : std::string(title) + ": that did not work";
    page.body = render(name, values);
    page.status = problem.empty() ? 200 : 422;
    page.hidden = true;
    return respond(ctx, page);
}

} // namespace rounds::web
