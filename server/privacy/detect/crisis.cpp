#include "server/privacy/detect/crisis.hpp"

#include "server/privacy/detect/crisis_signs.hpp"
#include "server/privacy/detect/scan.hpp"
#include "storage/base/embedded.hpp"
#include "storage/base/text.hpp"

#include <algorithm>

namespace rounds::privacy {
namespace {

using namespace signs;

/// Inside quotation marks on the same line.
bool quoted(const Scan& scan, Place place)
{
    const auto text = scan.text();
    const auto line = text.rfind('\n', place.begin);
    const auto begin = line == std::string_view::npos ? 0 : line + 1;
    const auto before = text.substr(begin, place.begin - begin);
    return std::ranges::count(before, '"') % 2 == 1 && text.find('"', place.end) != std::string_view::npos;
}

/// A sign that is meant: not denied, not quoted, no idiom.
class Reading
{
public:
    Reading(const Scan& scan, std::vector<Finding>& findings) : scan_(&scan), findings_(&findings) {}

    [[nodiscard]] bool means(const RE2& pattern, std::string_view rule) const
    {
        const auto text = scan_->lower();
        const re2::StringPiece whole(text.data(), text.size());
        re2::StringPiece match;
        std::size_t at = 0;
        scan_->worked(text.size());
        while (at < text.size() && pattern.Match(whole, at, text.size(), RE2::UNANCHORED, &match, 1)) {
            const auto begin = static_cast<std::size_t>(match.data() - text.data());
            const Place place{begin, begin + match.size()};
            if (meant(place)) {
                findings_->push_back({Kind::other, scan_->view().span(place), rule});
                return true;
            }
            at = std::max(place.end, at + 1);
        }
        return false;
    }
    [[nodiscard]] int count(const RE2& pattern) const
    {
        const auto text = scan_->lower();
        re2::StringPiece rest(text.data(), text.size());
        int found = 0;
        scan_->worked(text.size());
        while (found < 3 && RE2::FindAndConsume(&rest, pattern)) ++found;
        return found;
    }
    [[nodiscard]] bool says(const RE2& pattern) const { return scan_->has(scan_->lower(), pattern); }

private:
    [[nodiscard]] bool meant(Place place) const
    {
        const auto text = scan_->lower();
        const auto begin = place.begin > 12 ? place.begin - 12 : 0;
        const auto window = text.substr(begin, std::min(text.size() - begin, place.end - begin + 24));
        return !scan_->has(window, harmless()) && !scan_->has(scan_->left(place.begin, 50), denied_before()) &&
               !quoted(*scan_, place);
    }

    const Scan* scan_;
    std::vector<Finding>* findings_;
};

/// Which signs together are danger. The order is that of how sure they are.
Danger judge(const Reading& text)
{
    const bool lesson = text.says(teaching());
    if (text.means(act(), "crisis.act") && !lesson && !text.says(past_only())) return Danger::imminent;
    if (text.says(idiom()) && !text.says(hard_means())) return Danger::none;
    const bool strong = text.means(strong_death(), "crisis.death");
    const bool weak = text.means(weak_death(), "crisis.dying");
    const bool now = text.says(soon());
    const bool wants = text.says(intent());
    const bool parting = text.means(goodbye(), "crisis.goodbye");
    const bool tools = text.means(hard_means(), "crisis.means") || text.means(soft_means(), "crisis.means");
    const bool hopeless = text.means(despair(), "crisis.despair");
    if (lesson && !(strong && now && wants && text.says(first_person()))) return Danger::none;
    if (text.says(end_of_life()) && !strong && !tools) return Danger::none;
    if (text.says(past_only())) return Danger::none;
    if (text.says(recovered())) return (strong || weak) && now ? Danger::concern : Danger::none;
    if (text.says(means_ready()) && text.says(first_person())) return Danger::imminent;
    if (parting && text.count(goodbye()) >= 2) return Danger::imminent;
    if (text.says(kin()) && text.says(kin_danger()) && (strong || (tools && (weak || parting || now)) || (weak && now)))
        return Danger::imminent;
    if (text.means(act_counted(), "crisis.act") && (hopeless || parting || strong || weak)) return Danger::imminent;
    if (text.means(act_drug(), "crisis.act")) return Danger::imminent;
    if (strong && (wants || now || tools || parting)) return Danger::imminent;
    if (weak && (tools || parting || (now && wants) || text.says(plan()))) return Danger::imminent;
    if (tools && (hopeless || parting)) return Danger::imminent;
    if (parting && text.says(final_words()) && (hopeless || (now && (weak || wants)))) return Danger::imminent;
    if (text.says(plan()) && (hopeless || strong || parting)) return Danger::imminent;
    if (hopeless && text.says(unsafe())) return Danger::imminent;
    return strong || text.means(thoughts(), "crisis.thoughts") ? Danger::concern : Danger::none;
}

} // namespace

std::string_view name_of(Danger danger) noexcept
{
    switch (danger) {
    case Danger::none:
        return "none";
    case Danger::concern:
        return "concern";
    case Danger::imminent:
        break;
    }
    return "imminent";
}

CrisisReport find_crisis(std::string_view text)
{
    const Scan scan(text);
    CrisisReport report;
    report.danger = judge(Reading(scan, report.findings));
    if (report.danger == Danger::none) report.findings.clear();
    return report;
}

std::vector<HelpLine> help_lines(std::string_view region)
{
    std::vector<HelpLine> lines;
    std::string_view content;
    for (const auto& file : embedded::server_privacy_detect())
        if (file.name == "crisis_lines.tsv") content = file.content;
    const auto add = [&](std::string_view wanted) {
        for (const auto line : text::split(content, '\n')) {
            auto column = text::split(line, '\t');
            if (column.size() < 3 || column[0] != wanted) continue;
            column.resize(4);
            lines.push_back({column[0], column[1], column[2], column[3]});
        }
    };
    add(region);
    if (region != "INT") add("INT");
    return lines;
}

} // namespace rounds::privacy
