#include "server/http/multipart.hpp"

#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <algorithm>

namespace rounds::http {
namespace {

constexpr std::size_t most_parts = 1000;
constexpr std::size_t largest_part_header = 8 * 1024;
constexpr std::size_t longest_file_name = 255;

bool boundary_is_plain(std::string_view boundary) noexcept
{
    if (boundary.empty() || boundary.size() > 70) return false; // RFC 2046 section 5.1.1
    return std::ranges::all_of(boundary, [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; });
}

/// What a client calls its file is a label, never a path.
std::string plain_file_name(std::string_view name)
{
    if (const auto slash = name.find_last_of("/\\"); slash != std::string_view::npos) name.remove_prefix(slash + 1);
    std::string plain;
    for (const char c : name)
        if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) plain += c;
    if (plain == "." || plain == ".." || !text::is_utf8(plain)) return "file";
    while (plain.size() > longest_file_name)
        plain.resize(text::truncate(plain, text::count_code_points(plain) - 1).size());
    return plain;
}

/// RFC 5987: UTF-8''na%C3%AFve.
std::optional<std::string> extended_value(const std::string& value)
{
    if (!text::to_lower(value).starts_with("utf-8'")) return std::nullopt;
    const auto quote = value.find('\'', 6);
    if (quote == std::string::npos) return std::nullopt;
    const auto decoded = percent_decode(std::string_view{value}.substr(quote + 1));
    if (!decoded) return std::nullopt;
    return *decoded;
}

result<FormPart> read_part(std::string_view header, std::string_view content)
{
    FormPart part;
    part.content = content;
    bool named = false;
    while (!header.empty()) {
        const auto end = header.find("\r\n");
        const auto line = header.substr(0, end);
        header = end == std::string_view::npos ? std::string_view{} : header.substr(end + 2);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) return errc::invalid_argument;
        const auto field = text::trim(line.substr(0, colon));
        const auto value = text::trim(line.substr(colon + 1));
        if (text::iequals(field, "Content-Type")) part.content_type = value;
        if (!text::iequals(field, "Content-Disposition")) continue;
        const auto name = header_parameter(value, "name");
        if (!text::to_lower(value).starts_with("form-data") || !name || named) return errc::invalid_argument;
        named = true;
        part.name = *name;
        auto file = header_parameter(value, "filename");
        if (const auto extended = header_parameter(value, "filename*"))
            if (auto decoded = extended_value(*extended)) file = std::move(decoded);
        if (file) part.file_name = file->empty() ? std::string{} : plain_file_name(*file);
    }
    if (!named) return errc::invalid_argument;
    return part;
}

/// Reads one quoted string or token at the start of `rest` and removes it.
std::optional<std::string> take_value(std::string_view& rest)
{
    std::string value;
    if (!rest.starts_with('"')) {
        const auto end = std::min(rest.find(';'), rest.size());
        value = text::trim(rest.substr(0, end));
        rest.remove_prefix(end);
        return value;
    }
    for (std::size_t i = 1; i < rest.size(); ++i) {
        if (rest[i] == '"') {
            rest.remove_prefix(i + 1);
            return value;
        }
        // Browsers send a backslash as it is and a quote as %22; others escape the quote.
        if (rest[i] == '\\' && i + 1 < rest.size() && (rest[i + 1] == '"' || rest[i + 1] == '\\')) ++i;
        value += rest[i];
    }
    return std::nullopt;
}

} // namespace

std::optional<std::string> header_parameter(std::string_view header, std::string_view name)
{
    auto rest = header.substr(std::min(header.find(';'), header.size()));
    while (rest.starts_with(';')) {
        rest = text::trim(rest.substr(1));
        const auto equals = rest.find_first_of("=;");
        if (equals == std::string_view::npos) return std::nullopt;
        if (rest[equals] == ';') {
            rest.remove_prefix(equals);
            continue;
        }
        const auto key = text::trim(rest.substr(0, equals));
        rest = text::trim(rest.substr(equals + 1));
        auto value = take_value(rest);
        if (!value || text::iequals(key, name)) return value;
        rest = text::trim(rest);
    }
    return std::nullopt;
}

result<std::vector<FormPart>> parse_multipart(std::string_view content_type, std::string_view body)
{
    const auto boundary = header_parameter(content_type, "boundary");
    if (!boundary || !boundary_is_plain(*boundary)) return errc::invalid_argument;
    const auto delimiter = "\r\n--" + *boundary;
    const std::string_view opening{std::string_view{delimiter}.substr(2)};
    std::vector<FormPart> parts;
    if (!body.starts_with(opening)) return errc::invalid_argument; // a preamble is legal, but nobody sends one
    body.remove_prefix(opening.size());
    while (!body.starts_with("--")) {
        if (!body.starts_with("\r\n") || parts.size() == most_parts) return errc::invalid_argument;
        const auto header_end = body.find("\r\n\r\n");
        if (header_end == std::string_view::npos || header_end > largest_part_header) return errc::invalid_argument;
        const auto content_end = body.find(delimiter, header_end + 2);
        if (content_end == std::string_view::npos) return errc::invalid_argument;
        const auto content_start = header_end + 4;
        const auto content =
            content_end < content_start ? std::string_view{} : body.substr(content_start, content_end - content_start);
        auto part = read_part(body.substr(2, std::max<std::size_t>(header_end, 2) - 2), content);
        if (!part) return part.error();
        parts.push_back(std::move(*part));
        body.remove_prefix(content_end + delimiter.size());
    }
    return parts;
}

} // namespace rounds::http
