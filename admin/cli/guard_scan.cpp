#include "admin/cli/guard.hpp"

#include "server/privacy/detect/adverse_event.hpp"
#include "server/privacy/detect/codes.hpp"
#include "server/privacy/detect/crisis.hpp"
#include "server/privacy/detect/name_cues.hpp"
#include "server/privacy/detect/relationship.hpp"
#include "server/privacy/detect/tagger.hpp"
#include "server/privacy/policy.hpp"
#include "storage/base/json.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <ctime>
#include <fmt/core.h>
#include <fstream>
#include <iostream>

namespace rounds::cli {
namespace {

using privacy::Finding;

constexpr std::size_t longest_line = 4 << 20;

struct Item
{
    std::string id;
    std::string text;
    std::string author_kind;
    std::string parent_text;
    bool in_reply = false;
};

struct Answer
{
    std::string_view action = "allow";
    std::string_view label = "none";
    json::array spans{};
    json::object more{};
};

json::object span_json(const privacy::Span& span, std::string_view type, std::string_view rule = {})
{
    json::object out{{"start", span.start}, {"end", span.end}, {"type", type}};
    if (!rule.empty()) out["rule"] = rule;
    return out;
}

Answer scan_identifiers(const Item& item, const privacy::HouseRules& house, bool staff_reply)
{
    const auto author = staff_reply ? privacy::Author::staff : privacy::author_from(item.author_kind);
    const auto decision = privacy::decide(
        {.text = item.text, .author = author, .reply_to_other = staff_reply || item.in_reply, .parent = item.parent_text
        },
        house
    );
    Answer answer{.action = privacy::name_of(decision.action), .label = decision.label};
    for (const auto& one : decision.findings) {
        const bool relation = one.rule.starts_with("relation") || one.rule == "combination";
        answer.spans.push_back(span_json(one.span, relation ? decision.label : privacy::name_of(one.kind), one.rule));
    }
    return answer;
}

Answer scan_crisis(const Item& item)
{
    const auto report = privacy::find_crisis(item.text);
    Answer answer{.label = privacy::name_of(report.danger)};
    if (report.danger == privacy::Danger::imminent) answer.action = "alarm";
    if (report.danger == privacy::Danger::concern) answer.action = "queue";
    for (const auto& one : report.findings) answer.spans.push_back(span_json(one.span, "crisis", one.rule));
    return answer;
}

Answer scan_adverse_event(const Item& item)
{
    const auto found = privacy::find_adverse_event(item.text);
    Answer answer;
    if (found.told) {
        answer.action = "offer";
        answer.label = found.serious ? "serious" : "report";
    }
    const auto add = [&](const std::optional<privacy::Span>& span, std::string_view type) {
        if (span) answer.spans.push_back(span_json(*span, type));
    };
    add(found.patient, "patient");
    add(found.product, "product");
    add(found.event, "event");
    answer.more["criteria"] = json::object{
        {"reporter", true},
        {"patient", found.patient.has_value()},
        {"product", found.product.has_value()},
        {"event", found.event.has_value()},
    };
    return answer;
}

std::string text_of(const json::object& object, std::string_view key)
{
    const auto* value = object.if_contains(key);
    if (value == nullptr) return {};
    if (value->is_string()) return std::string(value->get_string());
    return value->is_null() ? std::string{} : json::serialize(*value);
}

Item read_item(const std::string& line, std::size_t number)
{
    const auto value = parse_json(line, longest_line);
    if (!value || !value->is_object() || !value->get_object().contains("text"))
        throw UsageError(fmt::format("line {} is no JSON object with \"id\" and \"text\"", number));
    const auto& object = value->get_object();
    const auto* reply = object.if_contains("in_reply");
    return {
        text_of(object, "id"),
        text_of(object, "text"),
        text_of(object, "author_kind"),
        text_of(object, "parent_text"),
        reply != nullptr && reply->is_bool() ? reply->get_bool() : reply != nullptr && !reply->is_null(),
    };
}

Answer scan(const std::string& kind, const Item& item, const privacy::HouseRules& house)
{
    if (kind == "crisis") return scan_crisis(item);
    if (kind == "adverse-event") return scan_adverse_event(item);
    return scan_identifiers(item, house, kind == "staff-reply");
}

/// Words and codes are judged one by one, so their cues come with their places.
json::array cues_with_places(const std::vector<privacy::WrittenCode>& found)
{
    json::array out;
    for (const auto& one : found) {
        json::array cues(one.cues.begin(), one.cues.end());
        out.push_back(json::object{{"start", one.span.start}, {"end", one.span.end}, {"cues", std::move(cues)}});
    }
    return out;
}

json::array cues_of(const std::string& kind, const std::string& text)
{
    json::array out;
    const auto cues = kind == "crisis"          ? privacy::crisis_cues(text)
                      : kind == "adverse-event" ? privacy::adverse_event_cues(text)
                                                : privacy::relationship_cues(text);
    for (const auto& cue : cues) out.emplace_back(cue);
    return out;
}

json::array numbers(const std::vector<std::uint32_t>& all)
{
    return json::array(all.begin(), all.end());
}

/// For the tagger of spans: its tokens with their cues, and what the rules found.
void add_tokens(json::object& line, const std::string& text)
{
    privacy::Scan scan(text);
    privacy::find_by_rules(scan);
    json::array tokens;
    for (const auto& one : privacy::written_tokens(scan))
        tokens.push_back(json::object{
            {"start", one.span.start},
            {"end", one.span.end},
            {"cues", numbers(one.cues)},
            {"rule_cues", numbers(one.rule_cues)},
            {"kind_cues", numbers(one.kind_cues)}
        });
    line["tokens"] = std::move(tokens);
    json::array found;
    for (const auto& one : scan.findings()) {
        found.push_back(span_json(one.span, privacy::name_of(one.kind), one.rule));
        found.back().as_object()["needed"] = privacy::needed_for(one.rule).value_or(-1e9);
    }
    line["found"] = std::move(found);
}

json::object cues_line(const std::string& kind, const Item& item)
{
    if (kind != "phi") return {{"id", item.id}, {"cues", cues_of(kind, item.text)}};
    json::object line{
        {"id", item.id},
        {"codes", cues_with_places(privacy::written_codes(item.text))},
        {"names", cues_with_places(privacy::written_names(item.text))}
    };
    add_tokens(line, item.text);
    return line;
}

/// Microseconds that this thread has worked: what else runs on the machine does not count.
double processor_time()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

void print_times(std::vector<double> microseconds)
{
    if (microseconds.empty()) return;
    std::ranges::sort(microseconds);
    const auto at = [&](std::size_t percent) { return microseconds[(microseconds.size() - 1) * percent / 100]; };
    fmt::print(
        stderr,
        "texts {}, p50 {:.0f} us, p99 {:.0f} us, longest {:.0f} us\n",
        microseconds.size(),
        at(50),
        at(99),
        microseconds.back()
    );
}

void run(const Environment& environment, const std::string& kind, const std::string& file, bool times, bool cues)
{
    privacy::warm_up();
    privacy::HouseRules house;
    if (!environment.config_file.empty()) house = house_rules(environment.config());
    std::ifstream opened;
    if (!file.empty()) {
        opened.open(file);
        if (!opened) throw UsageError("cannot read " + file);
    }
    std::istream& in = file.empty() ? std::cin : opened;
    std::vector<double> microseconds;
    std::string line;
    for (std::size_t number = 1; std::getline(in, line); ++number) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        const auto item = read_item(line, number);
        if (cues) {
            std::cout << json::serialize(cues_line(kind, item)) << '\n';
            continue;
        }
        const auto began = processor_time();
        auto answer = scan(kind, item, house);
        microseconds.push_back(processor_time() - began);
        json::object out{
            {"id", item.id}, {"action", answer.action}, {"label", answer.label}, {"spans", std::move(answer.spans)}
        };
        for (auto& [key, value] : answer.more) out[key] = std::move(value);
        std::cout << json::serialize(out) << '\n';
    }
    std::cout.flush();
    if (times) print_times(std::move(microseconds));
}

} // namespace

void add_guard_scan(CLI::App& guard, Environment& environment)
{
    struct Options
    {
        std::string kind;
        std::string file;
        bool times = false;
        bool cues = false;
    };
    auto options = std::make_shared<Options>();
    auto* command = guard.add_subcommand(
        "scan",
        "What the guard says of texts: reads JSON lines "
        "{\"id\",\"text\",\"author_kind\",\"in_reply\",\"parent_text\"}, writes\n"
        "{\"id\",\"action\",\"label\",\"spans\":[{\"start\",\"end\",\"type\",\"rule\"}]} with offsets in code points. "
        "Needs no database."
    );
    command->add_option("--kind", options->kind, "What to look for")
        ->required()
        ->check(CLI::IsMember({"phi", "staff-reply", "crisis", "adverse-event"}));
    command->add_option("file", options->file, "JSON lines; standard input when left out");
    command->add_flag("--times", options->times, "Print how long the processor worked on the texts, to standard error");
    command->add_flag("--cues", options->cues, "Write the cues that learnt weights judge by instead, for training");
    command->callback([&environment, options] {
        run(environment, options->kind, options->file, options->times, options->cues);
    });
}

} // namespace rounds::cli
