#include "tests/support/http_server.hpp"

#include "storage/base/text.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/core.h>
#include <stdexcept>
#include <thread>

namespace rounds::test {
namespace {

namespace asio = boost::asio;
using http::Response;

Response text_response(std::string body)
{
    Response response;
    response.content_type = "text/plain; charset=utf-8";
    response.body = std::move(body);
    return response;
}

asio::awaitable<void> three_pieces(http::StreamWriter& writer)
{
    for (const std::string_view piece : {"one ", "", "two ", "three"})
        if (!co_await writer.write(piece)) co_return;
}

class Echo final : public http::WebSocketHandler
{
public:
    explicit Echo(std::atomic<int>& open) : open_(open) {}

    void opened(std::shared_ptr<http::WebSocket> socket) override
    {
        ++open_;
        socket_ = std::move(socket);
    }
    void received(std::string_view text) override
    {
        if (text == "close") return socket_->close(http::close_code::policy, "as you wish");
        if (!text.starts_with("flood ")) return socket_->send(std::make_shared<const std::string>(text));
        const auto message = std::make_shared<const std::string>(10'000, 'x');
        const auto count = text::parse_int(text.substr(6)).value_or(0);
        for (long long i = 0; i < count; ++i) socket_->send(message);
    }
    void ended() noexcept override { --open_; }

private:
    std::atomic<int>& open_;
    std::shared_ptr<http::WebSocket> socket_;
};

asio::awaitable<void> endless_pieces(http::StreamWriter& writer)
{
    asio::steady_timer timer{co_await asio::this_coro::executor};
    const std::string piece(100'000, 'x');
    while (co_await writer.write(piece)) {
        timer.expires_after(std::chrono::milliseconds{1});
        co_await timer.async_wait(asio::use_awaitable);
    }
}

} // namespace

HttpServer::HttpServer(const Adjust& adjust)
{
    http::ServerSettings settings;
    settings.host_names = {"rounds.test"};
    settings.limits.body_bytes = 1000;
    settings.limits.drain = std::chrono::seconds{5};
    if (adjust) adjust(settings);
    http::Handlers handlers;
    handlers.admit = [this](const http::Request& request) { return admit(request); };
    handlers.handle = [this](http::Request& request) { return handle(request); };
    handlers.done = [this](const http::Request&, const Response& response, std::chrono::microseconds) {
        const std::lock_guard lock{mutex_};
        done_.push_back(response.status);
    };
    server_ = std::make_unique<http::Server>(std::move(settings), std::move(handlers));
    server_->start();
}

HttpServer::~HttpServer()
{
    released_ = true;
    server_->stop();
}

std::vector<std::string> HttpServer::handled() const
{
    const std::lock_guard lock{mutex_};
    return handled_;
}

std::vector<unsigned> HttpServer::done() const
{
    const std::lock_guard lock{mutex_};
    return done_;
}

http::Admission HttpServer::admit(const http::Request& request)
{
    ++admitted_;
    if (request.path == "/refused") return {0, http::json_error(403, "Not here")};
    return {request.path == "/large" ? std::size_t{1} << 20U : 1000, std::nullopt};
}

asio::awaitable<void> HttpServer::wait_for_release()
{
    asio::steady_timer timer{co_await asio::this_coro::executor};
    while (!released_) {
        timer.expires_after(std::chrono::milliseconds{2});
        co_await timer.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<Response> HttpServer::handle(http::Request& request)
{
    {
        const std::lock_guard lock{mutex_};
        handled_.push_back(fmt::format("{} {} {}", request.method_name, request.path, request.body.size()));
    }
    const auto& path = request.path;
    if (path == "/throw") throw std::runtime_error{"a secret reason"};
    if (path == "/wait") co_await wait_for_release();
    if (path == "/big") co_return http::json_text("[\"" + std::string(8000, 'a') + "\"]");
    if (path == "/page") co_return http::html_response("<p>page</p>");
    if (path == "/whoami") co_return text_response(request.client_address + (request.secure ? " secure" : " plain"));
    if (path == "/tagged") {
        auto response = text_response("tagged");
        response.headers.add("ETag", "\"v1\"");
        response.headers.add("X-Echo", request.query + "\r\nX-Injected: yes");
        co_return response;
    }
    if (path == "/stream" || path == "/endless") {
        auto response = text_response({});
        response.stream = path == "/stream" ? three_pieces : endless_pieces;
        co_return response;
    }
    if (path == "/socket") {
        if (auto refused = http::refuse_handshake(request)) co_return std::move(*refused);
        Response response;
        response.upgrade = std::make_shared<http::Upgrade>();
        response.upgrade->limits = socket_limits;
        response.upgrade->subprotocol = http::offered_subprotocol(request);
        response.upgrade->handler = std::make_unique<Echo>(sockets_);
        co_return response;
    }
    if (path == "/echo" || path == "/large") co_return text_response(request.body);
    co_return text_response("ok");
}

bool eventually(const std::function<bool()>& condition)
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{40};
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::yield();
    }
    return true;
}

} // namespace rounds::test
