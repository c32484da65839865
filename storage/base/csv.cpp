#include "storage/base/csv.hpp"

#include "storage/base/text.hpp"

namespace rounds::csv {
namespace {

constexpr std::string_view formula_marks = "=+-@\t\r";

bool is_formula(std::string_view field) noexcept
{
    return !field.empty() && formula_marks.find(field.front()) != std::string_view::npos;
}

std::string in_quotes(std::string_view field)
{
    if (field.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(field);
    std::string out = "\"";
    for (const char c : field) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

/// Reads one field and moves `at` to what ends it. False: the text ended within quotes.
bool read_field(std::string_view text, std::size_t& at, std::string& field)
{
    bool inside = at < text.size() && text[at] == '"';
    if (inside) ++at;
    while (at < text.size()) {
        const char c = text[at];
        if (inside && c == '"') {
            if (at + 1 < text.size() && text[at + 1] == '"') {
                field += '"';
                at += 2;
                continue;
            }
            inside = false;
            ++at;
            continue;
        }
        if (!inside && (c == ',' || c == '\n')) return true;
        if (inside || c != '\r') field += c;
        ++at;
    }
    return !inside;
}

} // namespace

std::string line(const std::vector<std::string>& fields)
{
    std::string out;
    for (const auto& field : fields) {
        if (&field != &fields.front()) out += ',';
        out += in_quotes(is_formula(field) ? '\'' + field : field);
    }
    return out + "\r\n";
}

result<std::vector<std::vector<std::string>>> read(std::string_view text, std::size_t most)
{
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    if (!text::is_utf8(text)) return errc::invalid_argument;
    std::vector<std::vector<std::string>> lines;
    std::vector<std::string> fields;
    for (std::size_t at = 0; at < text.size();) {
        std::string field;
        if (!read_field(text, at, field)) return errc::invalid_argument;
        if (field.size() > 1 && field[0] == '\'' && is_formula(std::string_view(field).substr(1))) field.erase(0, 1);
        fields.push_back(std::move(field));
        const bool ends = at >= text.size() || text[at] == '\n';
        ++at;
        if (!ends) continue;
        if (fields.size() > 1 || !fields.front().empty()) lines.push_back(std::move(fields));
        fields.clear();
        if (lines.size() > most) return errc::too_large;
    }
    if (!fields.empty()) { // the text ends with a comma
        fields.emplace_back();
        lines.push_back(std::move(fields));
    }
    return lines;
}

} // namespace rounds::csv
