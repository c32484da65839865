#include "server/privacy/detect/crisis.hpp"

#include "server/privacy/detect/crisis_signs.hpp"
#include "server/privacy/detect/lexicon.hpp"
#include "server/privacy/detect/model.hpp"
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
    if (std::ranges::count(before, '"') % 2 == 1 && text.find('"', place.end) != std::string_view::npos) return true;
    // 'I want to die' with single marks: after a blank, and closed before one.
    const auto open = before.rfind(" '");
    if (open == std::string_view::npos || before.find("' ", open + 2) != std::string_view::npos) return false;
    const auto close = text.find('\'', place.end);
    return close != std::string_view::npos &&
           (close + 1 == text.size() || text[close + 1] == ' ' || text[close + 1] == ',' || text[close + 1] == '.');
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
    [[nodiscard]] const Scan& scan() const { return *scan_; }
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

/// "Swallowed all my lamictal": much of whatever medicine, by whatever name.
bool took_much(const Scan& scan)
{
    static const RE2 much(
        R"(\b(?:took|taken|takin|taking|swallowed|downed|popped|drank|injected|ate|tome|tomei|tomado|avale|pris|preso|genommen|geschluckt|geslikt)\s(?:\w+ ){0,3}?(?:all|every|whole|entire|full|handfuls?|bottles?|packs?|packets?|box(?:es)?|everything|tod[oa]s?|frascos?|cajas?|inteir[oa]|enter[oa]|cartelas?|boites?|plaquettes?|packung(?:en)?|schachtel|scatol[ae]|strip)\b)",
        pattern_options()
    );
    static const RE2 routine(
        R"(\b(?:on time|as prescribed|as directed|like a good|every (?:day|morning|night)|daily|this morning|with (?:food|breakfast|water)|for (?:a|the) (?:week|month|whole)|finished|course|prep|colonoscopy|miralax|laxative)\b)",
        pattern_options()
    );
    const auto text = scan.lower();
    const re2::StringPiece whole(text.data(), text.size());
    re2::StringPiece match;
    std::size_t at = 0;
    scan.worked(text.size());
    while (at < text.size() && much.Match(whole, at, text.size(), RE2::UNANCHORED, &match, 1)) {
        at = static_cast<std::size_t>(match.data() - text.data()) + match.size();
        auto from = at;
        for (int words = 0; words < 6 && from < text.size() && text[from] != '.'; ++words) {
            auto to = text.find_first_not_of(" ,'", from);
            if (to == std::string_view::npos) break;
            from = to;
            while (to < text.size() && text[to] >= 'a' && text[to] <= 'z') ++to;
            if (to == from) break;
            const auto word = text.substr(from, to - from);
            if (classify(word).medicine && word != "antibiotic" && word != "miralax" && !scan.has(text, routine))
                return true;
            from = to;
        }
    }
    return false;
}

/// Signs of one text, looked for once each.
struct Signs
{
    explicit Signs(const Reading& text)
        : strong(text.means(strong_death(), "crisis.death")),
          weak(text.means(weak_death(), "crisis.dying")),
          doomed(text.means(doom(), "crisis.doom")),
          parting(text.means(goodbye(), "crisis.goodbye")),
          tools(text.means(hard_means(), "crisis.means") || text.means(soft_means(), "crisis.means")),
          ready(text.means(means_ready(), "crisis.means")),
          hopeless(text.means(despair(), "crisis.despair")),
          now(text.says(soon())),
          wants(text.says(intent())),
          own(text.says(first_person()))
    {
        if (parting && !strong && !ready && !hopeless && text.says(harmless_farewell())) parting = doomed = false;
    }

    bool strong, weak, doomed, parting, tools, ready, hopeless, now, wants, own;
};

/// Words of one's own death that come with a decision, a time, a means or a farewell.
bool decided(const Signs& is, const Reading& text)
{
    if (is.ready) return true;
    // Nobody says so of a plain evening.
    if (is.doomed) return true;
    if (text.says(hints()) && (is.weak || is.strong || is.hopeless || is.tools || (is.parting && is.now))) return true;
    if (is.parting && text.count(goodbye()) >= 2) return true;
    if ((text.says(kin()) || text.says(member())) && text.says(kin_danger()) &&
        (is.strong || is.tools || text.says(goodbye()) || (is.weak && is.now)))
        return true;
    if (is.strong && (is.wants || is.now || is.tools || is.parting || is.doomed)) return true;
    if (is.weak && (is.tools || is.parting || (is.now && is.wants) || text.says(plan()))) return true;
    if (is.tools && (is.hopeless || is.parting)) return true;
    if (is.parting && text.says(final_words()) && (is.hopeless || (is.now && (is.weak || is.wants)))) return true;
    if (text.says(plan()) && (is.hopeless || is.strong || is.parting || is.now)) return true;
    return is.hopeless && text.says(unsafe());
}

/// What is told as done, or being done: the strongest sign that there is.
bool acted(const Reading& text)
{
    if (text.says(teaching()) || text.says(past_only())) return false;
    return took_much(text.scan()) || text.means(act(), "crisis.act") || text.means(act_drug(), "crisis.act");
}

/// Which of the other signs together are danger. The order is that of how sure they are.
Danger judge(const Reading& text)
{
    const bool lesson = text.says(teaching());
    const bool past = text.says(past_only());
    const Signs is(text);
    const bool trifle = text.says(idiom()) && (!is.strong || text.says(once_more()));
    const bool laughs = (text.says(laughter()) || trifle) && !text.says(serious());
    if (laughs && !is.ready && !(is.strong && is.parting) && !(is.tools && is.strong)) return Danger::none;
    if (lesson && !(is.strong && is.now && is.wants && is.own)) return Danger::none;
    if (text.says(end_of_life()) && !is.strong && !is.tools) return Danger::none;
    // A tale of long ago, unless it ends in tonight.
    const bool again = is.strong && is.now && is.wants && is.own && !text.says(glad());
    if (past && !again) return Danger::none;
    if (!again && text.says(recovered())) return (is.strong || is.weak) && is.now ? Danger::concern : Danger::none;
    if (decided(is, text)) return Danger::imminent;
    if (!text.says(daily()) && text.means(act_counted(), "crisis.act")) return Danger::imminent;
    return is.strong || is.doomed || text.means(thoughts(), "crisis.thoughts") ? Danger::concern : Danger::none;
}

/// "k1ll mys3lf", "su!cide", "diiiie": letters for what stands for them within words, and no letter three times.
View unmasked(const View& view)
{
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto stands_for = [](char c) {
        switch (c) {
        case '1':
        case '!':
            return 'i';
        case '3':
            return 'e';
        case '0':
            return 'o';
        case '4':
        case '@':
            return 'a';
        case '5':
        case '$':
            return 's';
        default:
            return '\0';
        }
    };
    View out;
    const auto& text = view.text;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char twin =
            i > 0 && i + 1 < text.size() && letter(text[i - 1]) && letter(text[i + 1]) ? stands_for(text[i]) : '\0';
        const bool third = i > 1 && letter(text[i]) && text[i] == text[i - 1] && text[i] == text[i - 2];
        if (third) continue;
        if (twin != '\0')
            out.replace(view, {i, i + 1}, std::string_view(&twin, 1));
        else
            out.copy(view, {i, i + 1});
    }
    return out;
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

namespace {

constexpr std::string_view sure = "r:sure";

/// What the lists of signs say, as a cue among the others.
std::string rule_cue(const Reading& text)
{
    return acted(text) ? std::string(sure) : std::string("r:").append(name_of(judge(text)));
}

Scan read(std::string_view text)
{
    return Scan(unmasked(join_spelled(normalise(text))));
}

} // namespace

CrisisReport find_crisis(std::string_view text)
{
    const auto scan = read(text);
    CrisisReport report;
    const auto rule = rule_cue(Reading(scan, report.findings));
    const auto alarm = alarm_model().score(scan, rule);
    if (alarm.value <= 0) return {};
    // Who says that they have taken the pills is in danger now.
    const bool near = rule == sure || imminent_model().score(scan, rule).value > 0;
    report.danger = near ? Danger::imminent : Danger::concern;
    if (report.findings.empty())
        report.findings.push_back({Kind::other, scan.view().span(alarm.place), "crisis.learnt"});
    return report;
}

std::vector<std::string> crisis_cues(std::string_view text)
{
    const auto scan = read(text);
    std::vector<Finding> signs;
    auto cues = written_cues(scan);
    cues.push_back(rule_cue(Reading(scan, signs)));
    return cues;
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
