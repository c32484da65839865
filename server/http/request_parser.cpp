#include "server/http/request_parser.hpp"

#include "storage/base/guards.hpp"

#include <boost/beast/http/error.hpp>

namespace rounds::http {
namespace {

constexpr std::size_t longest_chunk_extension = 256;

std::string to_string(boost::beast::string_view text)
{
    return {text.data(), text.size()};
}

} // namespace

RequestParser::RequestParser(Request& request) : request_(request)
{
    // Sizes are counted by the session and by us; Beast's own limits are 8 kB and 1 MB.
    header_limit(std::numeric_limits<std::uint32_t>::max());
    body_limit(boost::none);
}

void RequestParser::on_request_impl(
    boost::beast::http::verb, view method, view target, int version, error_code& /*error*/
)
{
    version_ = static_cast<unsigned>(version);
    request_.method_name = to_string(method);
    request_.method = http::parse_method(request_.method_name);
    request_.target = to_string(target);
    const std::string_view whole{request_.target};
    const auto mark = whole.find('?');
    auto path = whole.substr(0, mark);
    if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    request_.path = path;
    if (mark != std::string_view::npos) request_.query = whole.substr(mark + 1);
}

void RequestParser::on_field_impl(boost::beast::http::field, view name, view value, error_code& error)
{
    if (!guards::hold("trailer", !header_done_)) return fail({400, "Fields after the body are not taken"}, error);
    request_.headers.add(to_string(name), to_string(value));
}

std::size_t RequestParser::on_body_impl(view piece, error_code& error)
{
    if (piece.size() > body_limit_bytes_ - request_.body.size()) {
        fail({413, "The body is too large"}, error);
        return 0;
    }
    request_.body.append(piece.data(), piece.size());
    return piece.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t size, view extensions, error_code& error)
{
    if (extensions.size() > longest_chunk_extension) return fail({400, "The chunk extension is too long"}, error);
    if (size > body_limit_bytes_ - request_.body.size()) fail({413, "The body is too large"}, error);
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t /*remain*/, view piece, error_code& error)
{
    return on_body_impl(piece, error);
}

void RequestParser::fail(Refusal refusal, error_code& error) noexcept
{
    refusal_ = refusal;
    error = boost::beast::http::error::bad_value;
}

} // namespace rounds::http
