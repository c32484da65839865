#include "server/web/sign_on_attempt.hpp"

#include "server/app/app.hpp"
#include "server/http/cookies.hpp"
#include "server/web/notice.hpp"
#include "server/web/page.hpp"
#include "storage/base/text.hpp"

#include <array>
#include <boost/json/serialize.hpp>

namespace rounds::web {
namespace {

using Purpose = SignOnAttempt::Purpose;

constexpr std::string_view cookie = "rounds_sign_on";
constexpr std::string_view sealed_as = "cookie rounds_sign_on";
constexpr std::chrono::minutes lifetime{10};
constexpr std::array<std::string_view, 3> purposes{"log_in", "link", "again"};

std::string write(const SignOnAttempt& one, Time until)
{
    json::object o;
    o["state"] = one.attempt.state;
    o["nonce"] = one.attempt.nonce;
    o["verifier"] = one.attempt.verifier;
    o["purpose"] = purposes[static_cast<std::size_t>(one.purpose)];
    o["account"] = one.account ? to_string(*one.account) : std::string{};
    o["next"] = one.next;
    o["until"] = std::to_string(std::chrono::floor<std::chrono::seconds>(until.time_since_epoch()).count());
    return json::serialize(o);
}

std::optional<SignOnAttempt> read(std::string_view opened, Time now)
{
    const auto parsed = parse_json(opened);
    if (!parsed || !parsed->is_object()) return std::nullopt;
    const auto& o = parsed->get_object();
    const auto until = text::parse_int(string_at(o, "until"));
    if (!until || Time{std::chrono::seconds{*until}} <= now) return std::nullopt;
    SignOnAttempt one;
    one.attempt.state = string_at(o, "state");
    one.attempt.nonce = string_at(o, "nonce");
    one.attempt.verifier = string_at(o, "verifier");
    for (std::size_t i = 0; i < purposes.size(); ++i)
        if (purposes[i] == string_at(o, "purpose")) one.purpose = static_cast<Purpose>(i);
    one.attempt.log_in_again = one.purpose == Purpose::again;
    if (const auto account = parse_id<AccountId>(string_at(o, "account"))) one.account = *account;
    one.next = string_at(o, "next");
    return one;
}

http::Response way_page(const app::Context& ctx, const std::string& url)
{
    const auto language = language_of(ctx);
    FormPage page{.name = "notice", .title = "sign_on"};
    page.values["heading"] = word(language, "sign_on");
    page.values["text"] = word(language, "sign_on_way");
    page.values["link"] = url;
    page.values["link_text"] = std::string(word(language, "sign_on_through")) + ' ' + ctx.app().config.sign_on.name;
    return form_page(ctx, std::move(page));
}

} // namespace

boost::asio::awaitable<http::Response> go_to_provider(app::Context& ctx, Purpose purpose, std::string next)
{
    auto& app = ctx.app();
    SignOnAttempt one;
    one.attempt = sign_on::begin_attempt(purpose == Purpose::again);
    one.purpose = purpose;
    if (purpose != Purpose::log_in) one.account = ctx.account_id();
    one.next = std::move(next);
    const auto url = co_await app.sign_on->authorization_url(one.attempt);
    if (!url) co_return error_page(ctx, 503, word(language_of(ctx), "sign_on_unreachable"));
    auto response = purpose == Purpose::link ? way_page(ctx, *url) : http::redirect(*url);
    const auto sealed = crypto::to_base64url(app.secrets.seal(write(one, app.clock.now() + lifetime), sealed_as));
    response.headers.add("Set-Cookie", http::set_cookie(cookie, sealed, ctx.request().secure, lifetime));
    co_return response;
}

std::optional<SignOnAttempt> read_attempt(const app::Context& ctx)
{
    const auto kept = http::find_cookie(ctx.request(), cookie);
    if (!kept) return std::nullopt;
    const auto sealed = crypto::from_base64(*kept);
    if (!sealed) return std::nullopt;
    const auto opened = ctx.app().secrets.open(*sealed, sealed_as);
    if (!opened) return std::nullopt;
    auto one = read(*opened, ctx.app().clock.now());
    const auto state = ctx.params().text_or("state", "");
    if (!one || !crypto::equal_in_constant_time(state, one->attempt.state)) return std::nullopt;
    return one;
}

std::string forget_attempt(const app::Context& ctx)
{
    return http::clear_cookie(cookie, ctx.request().secure);
}

} // namespace rounds::web
