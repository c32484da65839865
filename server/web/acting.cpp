#include "server/web/acting.hpp"

#include "server/app/guarded.hpp"
#include "server/social/barred.hpp"
#include "server/web/render.hpp"
#include "storage/channels.hpp"

#include <boost/json/parse.hpp>

namespace rounds::web {

http::Response
own_page(const app::Context& ctx, std::string_view name, std::string title, json::object values, unsigned status)
{
    const auto language = language_of(ctx);
    values["t"] = code_of(language);
    values["form_token"] = ctx.viewer() ? session_form_token(*ctx.viewer()) : std::string{};
    Page page;
    page.title = std::move(title);
    page.body = render(name, values);
    page.status = status;
    page.hidden = true;
    return respond(ctx, page);
}

http::Response refusal_page(const app::Context& ctx, const boost::system::error_code& error)
{
    if (error == errc::not_found) return error_page(ctx, 404);
    if (error == errc::forbidden) return error_page(ctx, 403);
    if (error == social::shut::barred) return error_page(ctx, 403, word(language_of(ctx), "kept_out"));
    return error_page(ctx, 422, word(language_of(ctx), "not_possible"));
}

boost::asio::awaitable<std::string>
guard_problem(app::Context& ctx, const std::vector<std::string>& texts, std::string_view place)
{
    privacy::Submission submission;
    submission.for_organisation = true;
    for (const auto& text : texts) submission.pieces.push_back({place, text});
    const auto refused = co_await app::refuse_identifiers(ctx, std::move(submission));
    if (!refused) co_return std::string{};
    const auto body = json::parse(refused->body);
    co_return std::string(body.at("error").as_string());
}

void wake_workers(const app::Context& ctx)
{
    for (const auto* channel : {storage::channels::jobs, storage::channels::events, storage::channels::chats})
        ctx.app().notifier.notify(channel);
}

} // namespace rounds::web
