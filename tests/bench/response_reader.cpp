#include "tests/bench/response_reader.hpp"

#include "storage/base/text.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace rounds::bench {
namespace {

constexpr std::size_t longest_header = 64 * 1024;
constexpr std::string_view end_of_header = "\r\n\r\n";

bool has_body(int status) noexcept
{
    return status >= 200 && status != 204 && status != 304;
}

} // namespace

bool ResponseReader::take(std::string_view& bytes)
{
    if (status_ == 0) {
        const auto before = header_.size();
        header_.append(bytes);
        const auto from = before < end_of_header.size() ? 0 : before - end_of_header.size() + 1;
        const auto end = header_.find(end_of_header, from);
        if (end == std::string::npos) {
            if (header_.size() > longest_header) throw std::runtime_error("an answer with a header beyond all bounds");
            bytes = {};
            return false;
        }
        bytes.remove_prefix(end + end_of_header.size() - before);
        header_.resize(end);
        read_header();
    }
    const auto part = std::min(missing_, bytes.size());
    bytes.remove_prefix(part);
    missing_ -= part;
    return missing_ == 0;
}

void ResponseReader::read_header()
{
    const std::string_view header = header_;
    status_ = static_cast<int>(text::parse_int(header.substr(0, 12).substr(9)).value_or(0));
    if (status_ < 100) throw std::runtime_error("an answer that is not HTTP/1.1");
    std::optional<std::size_t> length;
    for (auto line : text::split(header, '\n')) {
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const auto name = line.substr(0, colon);
        const auto value = text::trim(line.substr(colon + 1));
        if (text::iequals(name, "content-length"))
            length = static_cast<std::size_t>(text::parse_int(value).value_or(0));
        if (text::iequals(name, "connection")) closes_ = text::iequals(value, "close");
    }
    if (!length && has_body(status_)) throw std::runtime_error("an answer without Content-Length");
    length_ = missing_ = length.value_or(0);
}

void ResponseReader::reset()
{
    header_.clear();
    status_ = 0;
    closes_ = false;
    length_ = missing_ = 0;
}

} // namespace rounds::bench
