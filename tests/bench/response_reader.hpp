#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rounds::bench {

/// Reads HTTP/1.1 answers off a connection, counting bodies instead of keeping them.
class ResponseReader
{
public:
    /// Takes bytes off the front of `bytes`, up to the end of the answer. True when it is complete. Throws
    /// std::runtime_error for an answer whose end cannot be told from its header (no Content-Length).
    [[nodiscard]] bool take(std::string_view& bytes);

    [[nodiscard]] int status() const noexcept { return status_; }
    [[nodiscard]] bool closes() const noexcept { return closes_; } ///< "Connection: close"
    [[nodiscard]] std::size_t body_bytes() const noexcept { return length_; }
    /// Ready for the next answer.
    void reset();

private:
    void read_header();

    std::string header_;
    int status_ = 0; ///< 0: the header is not complete yet
    bool closes_ = false;
    std::size_t length_ = 0;
    std::size_t missing_ = 0; ///< bytes of the body still to come
};

} // namespace rounds::bench
