#include "server/inbound/peer_reader.hpp"

#include "federation/inbox/verify_request.hpp"
#include "federation/signatures/message.hpp"
#include "federation/vocab/types.hpp"
#include "server/app/app.hpp"
#include "server/inbound/service.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/guards.hpp"
#include "storage/base/log.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <vector>

namespace rounds::inbound {

namespace {

asio::awaitable<result<std::string>> signer_of(app::Context& ctx)
{
    auto& app = ctx.app();
    const auto& request = ctx.request();
    // Names in lower case, as signatures have them; the texts outlive the views below.
    std::vector<signatures::Header> lowered;
    for (const auto& [name, value] : request.headers.entries()) lowered.push_back({text::to_lower(name), value});
    std::vector<signatures::HeaderView> headers;
    for (const auto& [name, value] : lowered) headers.push_back({name, value});
    const signatures::RequestView view{
        .method = request.method_name,
        .target = request.target,
        .headers = headers,
        .body = request.body,
        .scheme = app.config.instance.scheme,
    };
    const std::vector<std::string> our_hosts{text::to_lower(app.config.instance.domain)};
    const inbox::Verification with{app.inbound->actors(), app.clock, our_hosts, [&](std::string_view host) {
                                       return app.trust.allows(host);
                                   }};
    co_return co_await inbox::verify_request(with, view);
}

} // namespace

asio::awaitable<result<Reader>> read_as(app::Context& ctx)
{
    const auto& app = ctx.app();
    const bool demanded = app.config.federation.authorized_fetch;
    const bool is_signed = ctx.request().headers.contains("signature");
    if (!is_signed || app.inbound == nullptr) {
        if (!guards::hold("authorized-fetch", !demanded)) co_return errc::unauthorized;
        co_return Reader{};
    }
    auto signer = co_await signer_of(ctx);
    if (signer) {
        const auto url = parse_url(*signer);
        if (url) co_return Reader{std::move(*signer), url->authority()};
    } else if (signer.error() == errc::forbidden) {
        co_return errc::forbidden;
    } else {
        log::debug("document: signature not accepted: {}", signer.error().message());
    }
    // A bad signature on something public is no reason to refuse it to a stranger (federation.md section 8 no. 6).
    if (demanded) co_return errc::unauthorized;
    co_return Reader{};
}

result<void> admit(storage::Transaction& tx, Reader& reader)
{
    if (!reader.known()) return {};
    const auto signer = storage::publications::signer(tx, reader.actor);
    if (!signer) return {}; // an actor whose key is known and who was never kept: an instance's own
    if (!guards::hold("reader", signer->usable)) return errc::forbidden;
    reader.account = signer->id;
    return {};
}

bool is_closed_to(storage::Transaction& tx, const Reader& reader, AccountId account)
{
    return storage::publications::is_closed_to(tx, account, reader.account);
}

bool may_read(storage::Transaction& tx, const storage::publications::Trace& post, const Reader& reader)
{
    using storage::Visibility;
    if (!post.author_usable || (reader.account && is_closed_to(tx, reader, post.account))) return false;
    if (post.visibility == Visibility::public_ || post.visibility == Visibility::unlisted) return true;
    if (!reader.known()) return false;
    if (storage::publications::mentions_anyone_on(tx, post.id, reader.host)) return true;
    return post.visibility == Visibility::private_ &&
           storage::publications::has_follower_on(tx, post.account, reader.host);
}

bool wants_activity(const http::Request& request) noexcept
{
    const auto accept = request.headers.get("accept");
    const auto html = accept.find("text/html");
    const auto activity = std::min(accept.find("application/activity+json"), accept.find("application/ld+json"));
    if (activity != std::string_view::npos) return html == std::string_view::npos || activity < html;
    return html == std::string_view::npos;
}

http::Response activity_response(const app::Context& ctx, std::string body, unsigned status)
{
    http::Response response;
    response.status = status;
    response.content_type = vocab::activity_json;
    response.headers.set("Vary", "Accept, Signature");
    const bool open = !ctx.app().config.federation.authorized_fetch;
    response.headers.set("Cache-Control", open ? "public, max-age=180" : "private, no-cache");
    if (status == 200) response.headers.set("ETag", '"' + crypto::to_hex(crypto::sha256(body)).substr(0, 32) + '"');
    response.body = std::move(body);
    return response;
}

http::Response activity_response(const app::Context& ctx, const json::object& object, unsigned status)
{
    return activity_response(ctx, json::serialize(object), status);
}

http::Response document_problem(const app::Context& ctx, const boost::system::error_code& error)
{
    unsigned status = 404;
    std::string_view message = "Record not found";
    if (error == errc::unauthorized) {
        status = 401;
        message = "This server answers signed requests only";
    } else if (error == errc::forbidden) {
        status = 403;
        message = "This server does not federate with yours";
    } else if (error == errc::gone) {
        status = 410;
        message = "Gone";
    }
    auto response = http::json_error(status, message);
    response.headers.set("Vary", "Accept, Signature");
    if (ctx.app().config.federation.authorized_fetch) response.headers.set("Cache-Control", "private, no-store");
    return response;
}

} // namespace rounds::inbound
