#include "server/oauth/client.hpp"

#include "storage/base/crypto.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

namespace rounds::oauth {
namespace {

constexpr std::size_t longest_proof = 500;

/// Both halves are form-encoded before they are joined; most clients send plain base64url, which is the same.
std::optional<ClientProof> basic_proof(std::string_view field)
{
    constexpr std::string_view scheme = "basic ";
    if (field.size() <= scheme.size() || field.size() > longest_proof) return std::nullopt;
    if (!text::iequals(field.substr(0, scheme.size()), scheme)) return std::nullopt;
    const auto decoded = crypto::from_base64(text::trim(field.substr(scheme.size())));
    if (!decoded) return std::nullopt;
    const auto colon = decoded->find(':');
    if (colon == std::string::npos) return std::nullopt;
    auto id = percent_decode(std::string_view(*decoded).substr(0, colon), true);
    auto secret = percent_decode(std::string_view(*decoded).substr(colon + 1), true);
    if (!id || !secret || !text::is_utf8(*id)) return std::nullopt;
    return ClientProof{std::move(*id), std::move(*secret)};
}

} // namespace

ClientProof client_proof(const app::Context& ctx)
{
    if (auto basic = basic_proof(ctx.request().headers.get("Authorization"))) return std::move(*basic);
    return {ctx.params().text_or("client_id", ""), ctx.params().text_or("client_secret", "")};
}

result<storage::OAuthApp> check_client(storage::Transaction& tx, const ClientProof& proof)
{
    if (proof.id.empty() || proof.id.size() > longest_proof || proof.secret.size() > longest_proof)
        return errc::unauthorized;
    auto app = storage::apps::find_by_client_id(tx, proof.id);
    if (!app) return errc::unauthorized;
    if (!crypto::equal_in_constant_time(crypto::sha256(proof.secret), app->secret_hash)) return errc::unauthorized;
    return app;
}

http::Response oauth_error(unsigned status, std::string_view error, std::string_view description)
{
    json::object body;
    body["error"] = error;
    body["error_description"] = description;
    return http::json_response(body, status);
}

http::Response invalid_client(const app::Context& ctx)
{
    auto response = oauth_error(
        401,
        "invalid_client",
        "Client authentication failed due to unknown client, no client authentication included, or unsupported "
        "authentication method."
    );
    // RFC 6749 section 5.2: only when the client tried that way, or browsers would ask their user.
    if (text::to_lower(ctx.request().headers.get("Authorization")).starts_with("basic "))
        response.headers.set("WWW-Authenticate", "Basic realm=\"oauth\"");
    return response;
}

} // namespace rounds::oauth
