#include "federation/discovery/web.hpp"

#include "federation/vocab/types.hpp"
#include "storage/base/json.hpp"

namespace rounds::discovery {
namespace {

constexpr std::size_t jrd_bytes = 64 << 10;

asio::awaitable<result<fetch::Document>> get_document(fetch::Client& client, fetch::Signer signer, std::string url)
{
    fetch::Options options;
    options.signer = std::move(signer);
    co_return co_await fetch::get_document(client, std::move(url), std::move(options));
}

asio::awaitable<result<json::object>> get_jrd(fetch::Client& client, std::string url)
{
    fetch::Options options;
    options.accept = "application/jrd+json, application/json";
    options.max_bytes = jrd_bytes;
    auto response = co_await client.get(std::move(url), std::move(options));
    if (!response) co_return response.error();
    if (response->status == 404 || response->status == 410) co_return errc::not_found;
    if (response->status != 200) co_return errc::unavailable;
    auto value = parse_json(response->body, jrd_bytes);
    if (!value || !value->is_object()) co_return errc::invalid_argument;
    co_return std::move(value->as_object());
}

} // namespace

Web make_web(fetch::Client& client, fetch::Signer signer)
{
    return Web{
        .document = [&client, signer = std::move(signer)](std::string url
                    ) { return get_document(client, signer, std::move(url)); },
        .jrd = [&client](std::string url) { return get_jrd(client, std::move(url)); },
        .plain_loopback = client.settings().loopback_testing,
    };
}

} // namespace rounds::discovery
