#include "tests/bench/floor_socket.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <memory>

namespace rounds::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using Request = beast::http::request<beast::http::string_body>;

class BareSocket : public std::enable_shared_from_this<BareSocket>
{
public:
    explicit BareSocket(asio::ip::tcp::socket socket) : ws_(std::move(socket))
    {
        ws_.set_option(websocket::stream_base::timeout::suggested(beast::role_type::server));
    }

    void accept(const Request& request)
    {
        ws_.async_accept(request, [self = shared_from_this()](auto error) {
            if (!error) self->read();
        });
    }

private:
    void read()
    {
        ws_.async_read(buffer_, [self = shared_from_this()](auto error, std::size_t) {
            self->buffer_.clear();
            if (!error) self->read();
        });
    }

    websocket::stream<asio::ip::tcp::socket> ws_;
    beast::flat_buffer buffer_;
};

} // namespace

void serve_socket(asio::ip::tcp::socket socket, const Request& request)
{
    std::make_shared<BareSocket>(std::move(socket))->accept(request);
}

} // namespace rounds::bench
