#include "server/web/summary_form.hpp"

#include "server/knowledge/references.hpp"
#include "server/knowledge/summaries.hpp"
#include "storage/base/text.hpp"

#include <fmt/format.h>
#include <limits>

namespace rounds::web {
namespace {

/// Publisher-given parts hold no bar; one that does would shift the others.
std::string part(std::string_view text)
{
    std::string out(text);
    for (char& c : out)
        if (c == '|' || c == '\n' || c == '\r') c = ' ';
    return out;
}

std::string authors_of(const json::object& csl)
{
    std::string all;
    const auto* authors = array_at(csl, "author");
    if (authors == nullptr) return all;
    for (const auto& value : *authors) {
        const auto* author = value.if_object();
        if (author == nullptr) continue;
        if (!all.empty()) all += "; ";
        const auto literal = string_at(*author, "literal");
        const auto given = string_at(*author, "given");
        all += literal.empty() ? string_at(*author, "family") : literal;
        if (literal.empty() && !given.empty()) all += ", " + std::string(given);
    }
    return all;
}

std::string year_of(const json::object& csl)
{
    const auto* issued = object_at(csl, "issued");
    const auto* parts = issued != nullptr ? array_at(*issued, "date-parts") : nullptr;
    if (parts == nullptr || parts->empty() || !parts->front().is_array() || parts->front().as_array().empty())
        return {};
    const auto* year = parts->front().as_array().front().if_int64();
    return year != nullptr ? std::to_string(*year) : std::string{};
}

/// "T1: text"; a topic is a T and digits.
storage::SummaryStatement read_statement(std::string_view line)
{
    storage::SummaryStatement statement;
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && colon >= 2 && colon <= 4 && line.front() == 'T' &&
        text::parse_int(line.substr(1, colon - 1))) {
        statement.prompt_label = line.substr(0, colon);
        line.remove_prefix(colon + 1);
    }
    statement.content = text::trim(line);
    return statement;
}

bool read_supports(std::string_view text, std::vector<int>& supports)
{
    for (const auto part : text::split(text, ',')) {
        const auto trimmed = text::trim(part);
        if (trimmed.empty()) continue;
        const auto number = text::parse_int(trimmed);
        if (!number || *number < 1 || *number > std::numeric_limits<short>::max()) return false;
        supports.push_back(static_cast<int>(*number));
    }
    return true;
}

bool read_reference(std::string_view line, storage::SummaryReference& reference)
{
    std::vector<std::string> parts;
    for (const auto one : text::split(line, '|')) parts.emplace_back(text::trim(one));
    parts.resize(std::max<std::size_t>(parts.size(), 6));
    const auto identifier = knowledge::parse_identifier(parts[0]);
    const auto year = text::parse_int(parts[4]);
    if (!identifier || (!parts[4].empty() && (!year || *year < 0 || *year > 9999))) return false;
    knowledge::Work work;
    work.title = parts[1];
    for (const auto author : text::split(parts[2], ';'))
        if (const auto name = text::trim(author); !name.empty()) work.authors.emplace_back(name);
    work.container = parts[3];
    work.year = static_cast<int>(year.value_or(0));
    reference.kind = identifier->kind;
    reference.value = identifier->value;
    // What the form does not show (volume, pages) stays with the work it belongs to.
    auto csl = knowledge::to_csl(work, *identifier);
    for (const auto* key : {"volume", "issue", "page"})
        if (const auto kept = string_at(reference.csl, key); !kept.empty()) csl[key] = kept;
    reference.csl = std::move(csl);
    return read_supports(parts[5], reference.supports);
}

std::vector<std::string_view> lines_of(std::string_view text)
{
    std::vector<std::string_view> lines;
    for (const auto line : text::split(text, '\n'))
        if (const auto trimmed = text::trim(line); !trimmed.empty()) lines.push_back(trimmed);
    return lines;
}

void take(const http::Params& params, std::string_view key, std::string& into)
{
    if (const auto text = params.text(key)) into = *text;
}

WrongField read_references(const std::string& text, storage::SummaryVersion& wording)
{
    const auto before = std::move(wording.references);
    wording.references.clear();
    int number = 0;
    for (const auto line : lines_of(text)) {
        storage::SummaryReference reference;
        reference.position = ++number;
        const auto identifier = knowledge::parse_identifier(text::trim(line.substr(0, line.find('|'))));
        for (const auto& one : before)
            if (identifier && one.kind == identifier->kind && one.value == identifier->value) reference.csl = one.csl;
        if (!read_reference(line, reference)) return {"summary_wrong_reference", number};
        wording.references.push_back(std::move(reference));
    }
    return {};
}

} // namespace

std::string statement_lines(const storage::SummaryVersion& wording)
{
    std::string lines;
    for (const auto& statement : wording.statements) {
        if (!statement.prompt_label.empty()) lines += statement.prompt_label + ": ";
        for (const char c : statement.content) lines += c == '\n' ? ' ' : c;
        lines += '\n';
    }
    return lines;
}

std::string reference_lines(const storage::SummaryVersion& wording)
{
    std::string lines;
    for (const auto& reference : wording.references) {
        std::vector<std::string> supports;
        for (const int number : reference.supports) supports.push_back(std::to_string(number));
        lines += fmt::format(
            "{} | {} | {} | {} | {} | {}\n",
            knowledge::canonical_url({reference.kind, reference.value}),
            part(string_at(reference.csl, "title")),
            part(authors_of(reference.csl)),
            part(string_at(reference.csl, "container-title")),
            year_of(reference.csl),
            text::join(supports, ", ")
        );
    }
    return lines;
}

WrongField read_form(const http::Params& params, storage::SummaryVersion& wording)
{
    take(params, "title", wording.title);
    take(params, "key_message", wording.key_message);
    take(params, "what_you_can_do", wording.what_you_can_do);
    take(params, "uncertain", wording.uncertain);
    take(params, "body", wording.body);
    take(params, "for_clinicians", wording.for_clinicians);
    take(params, "funding", wording.funding);
    if (const auto text = params.text("statements")) {
        const auto before = std::move(wording.statements);
        wording.statements.clear();
        for (const auto line : lines_of(*text)) {
            auto statement = read_statement(line);
            statement.position = static_cast<int>(wording.statements.size()) + 1;
            for (const auto& one : before) // as saving it does: what was not touched keeps its grade
                if (one.content == statement.content) {
                    statement.evidence_scheme = one.evidence_scheme;
                    statement.evidence_level = one.evidence_level;
                }
            wording.statements.push_back(std::move(statement));
        }
    }
    if (const auto text = params.text("references"))
        if (auto wrong = read_references(*text, wording); !wrong.key.empty()) return wrong;
    const auto field = knowledge::wrong_field(wording);
    if (field.empty()) return {};
    return {"summary_wrong_" + std::string(field), 0};
}

} // namespace rounds::web
