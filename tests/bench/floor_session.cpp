#include "tests/bench/floor_session.hpp"

#include "tests/bench/floor_socket.hpp"
#include "tests/bench/floor_verify.hpp"

#include <array>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <fmt/core.h>
#include <memory>
#include <optional>

namespace rounds::bench {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr std::size_t largest_body = 1 << 20;
constexpr std::size_t posts_of_a_timeline = 20;
constexpr std::size_t fragments_kept = 200;
constexpr std::size_t fragment_text = 2850;

/// id and actor of an activity; nothing when it has none.
std::optional<Accepted> read_activity(const std::string& body)
{
    std::array<unsigned char, 16 * 1024> space{}; // saves the allocations of a parsed document
    boost::json::monotonic_resource memory(space.data(), space.size());
    boost::system::error_code error;
    const auto value = boost::json::parse(body, error, &memory);
    const auto* activity = error ? nullptr : value.if_object();
    if (activity == nullptr) return std::nullopt;
    const auto* id = activity->if_contains("id");
    const auto* actor = activity->if_contains("actor");
    if (id == nullptr || actor == nullptr || !id->is_string() || !actor->is_string()) return std::nullopt;
    return Accepted{.uri = id->as_string().c_str(), .actor = actor->as_string().c_str(), .body = {}, .done = {}};
}

class Session : public std::enable_shared_from_this<Session>
{
public:
    Session(asio::ip::tcp::socket socket, Floor& floor) : socket_(std::move(socket)), floor_(floor)
    {
        boost::system::error_code ignored;
        socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    }

    void read()
    {
        parser_.emplace();
        parser_->body_limit(largest_body);
        http::async_read(socket_, buffer_, *parser_, [self = shared_from_this()](auto error, std::size_t) {
            if (!error) self->answer();
        });
    }

private:
    void answer()
    {
        const auto& request = parser_->get();
        if (boost::beast::websocket::is_upgrade(request))
            serve_socket(std::move(socket_), request);
        else if (request.method() == http::verb::post)
            take_activity();
        else if (request.target() == "/tl/mem")
            send(http::status::ok, timeline());
        else if (request.target() == "/hello")
            send(http::status::ok, "{}");
        else
            send(http::status::not_found, {});
    }

    [[nodiscard]] std::string timeline()
    {
        std::string text = "[";
        text.reserve(posts_of_a_timeline * (fragment_text + 64));
        const auto first = turn_++;
        for (std::size_t i = 0; i < posts_of_a_timeline; ++i) {
            if (i > 0) text += ',';
            text += floor_.fragments[(first + i) % floor_.fragments.size()];
        }
        return text + ']';
    }

    void take_activity()
    {
        auto& request = parser_->get();
        bool valid = false;
        try {
            valid = is_signed(request, floor_.keys);
        } catch (const std::exception& error) {
            fmt::print(stderr, "bench_floor: {}\n", error.what());
        }
        if (!valid) return send(http::status::unauthorized, {});
        auto accepted = read_activity(request.body());
        if (!accepted) return send(http::status::bad_request, {});
        accepted->body = std::move(request.body());
        accepted->done = [self = shared_from_this()](bool stored) {
            asio::post(self->socket_.get_executor(), [self, stored] {
                self->send(stored ? http::status::accepted : http::status::internal_server_error, {});
            });
        };
        floor_.store.add(*std::move(accepted));
    }

    void send(http::status status, std::string body)
    {
        response_ = {};
        response_.result(status);
        response_.version(11);
        response_.set(http::field::content_type, "application/json");
        response_.keep_alive(parser_->get().keep_alive());
        response_.body() = std::move(body);
        response_.prepare_payload();
        http::async_write(socket_, response_, [self = shared_from_this()](auto error, std::size_t) {
            if (!error && self->response_.keep_alive()) self->read();
        });
    }

    asio::ip::tcp::socket socket_;
    Floor& floor_;
    boost::beast::flat_buffer buffer_;
    std::optional<http::request_parser<http::string_body>> parser_;
    http::response<http::string_body> response_;
    std::size_t turn_ = 0;
};

} // namespace

std::vector<std::string> make_fragments()
{
    std::vector<std::string> fragments;
    for (std::size_t i = 0; i < fragments_kept; ++i)
        fragments.push_back(fmt::format(R"({{"id":"{}","content":"{}"}})", i, std::string(fragment_text, 'c')));
    return fragments;
}

void serve_floor(asio::ip::tcp::socket socket, Floor& floor)
{
    std::make_shared<Session>(std::move(socket), floor)->read();
}

} // namespace rounds::bench
