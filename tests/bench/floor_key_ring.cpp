#include "tests/bench/floor_key_ring.hpp"

#include "tests/bench/net.hpp"

#include "storage/base/json.hpp"
#include "storage/base/url.hpp"

#include <arpa/inet.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <mutex>
#include <stdexcept>

namespace rounds::bench {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

std::string fetch(const Url& url)
{
    const auto where = loopback(url.host, url.port);
    asio::io_context io;
    asio::ip::tcp::socket socket(io);
    socket.connect({asio::ip::address_v4(ntohl(where.sin_addr.s_addr)), url.port});
    http::request<http::empty_body> request(http::verb::get, url.target, 11);
    request.set(http::field::host, url.authority());
    request.set(http::field::connection, "close");
    http::write(socket, request);
    boost::beast::flat_buffer buffer;
    http::response<http::string_body> response;
    http::read(socket, buffer, response);
    return std::move(response.body());
}

} // namespace

signatures::PublicKey KeyRing::find(const std::string& key_id)
{
    {
        const std::shared_lock lock(mutex_);
        if (const auto found = keys_.find(key_id); found != keys_.end()) return found->second;
    }
    const auto document = parse_json(fetch(parse_url(key_id).value())).value();
    const auto* key = object_at(document.as_object(), "publicKey");
    if (key == nullptr) throw std::runtime_error(key_id + ": the document has no key");
    auto parsed = signatures::PublicKey::from_pem(string_at(*key, "publicKeyPem")).value();
    const std::unique_lock lock(mutex_);
    return keys_.insert_or_assign(key_id, std::move(parsed)).first->second;
}

} // namespace rounds::bench
