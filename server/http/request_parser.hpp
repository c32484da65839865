#pragma once

#include "server/http/gate.hpp"

#include <boost/beast/http/basic_parser.hpp>

namespace rounds::http {

/// Beast's parser writing straight into a Request. It keeps the header section only: a field after the body (a trailer)
/// fails the message, because Beast would merge it into the header (security.md E2).
class RequestParser final : public boost::beast::http::basic_parser<true>
{
public:
    using error_code = boost::system::error_code;
    using view = boost::beast::string_view;

    explicit RequestParser(Request& request);

    /// Bodies beyond fail with `refusal()` 413. To be set between header and body.
    void limit_body(std::size_t bytes) noexcept { body_limit_bytes_ = bytes; }
    /// 10 or 11.
    [[nodiscard]] unsigned version() const noexcept { return version_; }
    /// What to answer after an error.
    [[nodiscard]] Refusal refusal() const noexcept { return refusal_; }

private:
    void on_request_impl(boost::beast::http::verb, view method, view target, int version, error_code&) override;
    void on_response_impl(int, view, int, error_code&) override {}
    void on_field_impl(boost::beast::http::field, view name, view value, error_code& error) override;
    void on_header_impl(error_code&) override { header_done_ = true; }
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(view piece, error_code& error) override;
    void on_chunk_header_impl(std::uint64_t size, view extensions, error_code& error) override;
    std::size_t on_chunk_body_impl(std::uint64_t, view piece, error_code& error) override;
    void on_finish_impl(error_code&) override {}
    void fail(Refusal refusal, error_code& error) noexcept;

    Request& request_;
    Refusal refusal_{400, "The request is not well-formed HTTP/1.1"};
    std::size_t body_limit_bytes_ = 0;
    unsigned version_ = 11;
    bool header_done_ = false;
};

} // namespace rounds::http
