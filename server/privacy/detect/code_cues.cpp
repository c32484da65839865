#include "server/privacy/detect/codes.hpp"
#include "server/privacy/detect/lexicon.hpp"
#include "server/privacy/detect/model.hpp"
#include "server/privacy/detect/word_classes.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

/// What learnt weights see of a number or code, and what they make of it.
namespace rounds::privacy {
namespace {

constexpr std::size_t near = 3;  // words that stand next to the code
constexpr std::size_t left = 9;  // words before it that count at all
constexpr std::size_t right = 5; // and after it
constexpr std::size_t reach = 90;
constexpr std::size_t stem = 5;
constexpr std::size_t longest_shape = 9;

bool digit(char c)
{
    return c >= '0' && c <= '9';
}
bool small(char c)
{
    return c >= 'a' && c <= 'z';
}
bool large(char c)
{
    return c >= 'A' && c <= 'Z';
}

/// "RN-88 213" is "A-9 9": runs of one kind as one sign.
std::string shape_of(std::string_view code)
{
    std::string shape;
    for (const char c : code) {
        const char sign = digit(c) ? '9' : large(c) ? 'A' : small(c) ? 'a' : c == '\n' ? ' ' : c;
        if (shape.size() < longest_shape && (shape.empty() || shape.back() != sign)) shape += sign;
    }
    return shape;
}

/// What sort of code it is, to be paired with the words around it.
std::string_view sort_of(const Code& code, std::string_view shape)
{
    constexpr std::size_t few = 4;
    constexpr std::size_t some = 6;
    if (code.letters > 0) return code.digits >= few ? "CODE" : "SHORTCODE";
    if (shape.find_first_of("./:") != std::string_view::npos) return "PARTS";
    if (shape != "9") return "GROUPS";
    return code.digits <= few ? "FEW" : code.digits <= some ? "SOME" : "MANY";
}

const WordClasses& classes()
{
    static const WordClasses all("code_classes.tsv");
    return all;
}

bool word_byte(char c)
{
    return small(c) || c == '\'';
}

/// Says the cues of one code.
class Speaker
{
public:
    Speaker(const Scan& scan, const Code& code, CueReader& reader)
        : scan_(&scan),
          code_(&code),
          reader_(&reader),
          shape_(shape_of(scan.text(code.place))),
          sort_(sort_of(code, shape_))
    {
    }

    void all()
    {
        form();
        edges();
        before();
        after();
        owner();
    }

private:
    void say(char kind, std::string_view first, std::string_view second = {})
    {
        const auto second_hash = second.empty() ? 0 : hash_of_part(second);
        reader_->cue({kind, first, second}, hash_of_cue(kind, hash_of_part(first), second_hash), code_->place);
    }

    void form()
    {
        say('s', shape_);
        say('t', sort_);
        say('d', std::to_string(std::min<std::size_t>(code_->digits, 14)));
        say('e', std::to_string(std::min<std::size_t>(code_->letters, 8)));
        const auto text = scan_->lower(code_->place);
        std::size_t lead = 0;
        while (lead < text.size() && small(text[lead])) ++lead;
        if (lead > 0 && lead <= 8) {
            say('x', text.substr(0, lead));
            classes_of(text.substr(0, lead), 'X');
        }
        if (text.starts_with('0')) say('z', "0");
        if (text.ends_with("00")) say('z', text.ends_with("000") ? "000" : "00");
        const bool year =
            code_->digits == 4 && code_->letters == 0 && (text.starts_with("19") || text.starts_with("20"));
        if (year) say('z', "year");
    }

    [[nodiscard]] std::string_view sign(std::size_t at) const
    {
        const auto text = scan_->lower();
        if (text[at] == '\n') return "nl";
        return static_cast<unsigned char>(text[at]) < 0x80 ? text.substr(at, 1) : "other";
    }

    /// The signs right before and after.
    void edges()
    {
        const auto text = scan_->lower();
        const auto begin = code_->place.begin;
        const auto end = code_->place.end;
        say('<', begin > 0 ? sign(begin - 1) : "first");
        say('>', end < text.size() ? sign(end) : "last");
        if (begin > 1 && text[begin - 1] == ' ' && !word_byte(text[begin - 2]) && !digit(text[begin - 2]))
            say('<', sign(begin - 2), "_");
    }

    void classes_of(std::string_view word, char kind)
    {
        found_.clear();
        classes().add(word, found_);
        for (const auto* one : found_) {
            say(kind, one->name);
            say(kind, one->name, sort_);
        }
    }

    /// A word near the code and its classes; in another sentence it counts apart.
    void word(std::string_view text, std::size_t distance, bool is_right, bool parted)
    {
        const bool close = distance < near && !parted;
        const char kind = is_right ? (close ? 'r' : 'q') : (close ? 'l' : 'f');
        say(kind, text);
        if (distance == 0 && !parted) say(is_right ? 'u' : 'v', text);
        if (text.size() > stem) say(kind, text.substr(0, stem), "*");
        classes_of(text, is_right ? (close ? 'R' : 'Q') : (close ? 'L' : 'F'));
        if (distance == 0 && !parted) classes_of(text, is_right ? 'U' : 'V');
    }

    void before()
    {
        const auto text = scan_->lower();
        auto at = code_->place.begin;
        const auto stop = at > reach ? at - reach : 0;
        bool parted = false;
        for (std::size_t count = 0; count < left && at > stop;) {
            const char c = text[at - 1];
            if (word_byte(c)) {
                const auto end = at;
                while (at > stop && word_byte(text[at - 1])) --at;
                word(text.substr(at, end - at), count++, false, parted);
            } else if (digit(c)) {
                while (at > stop && digit(text[at - 1])) --at;
                word("9", count++, false, parted);
            } else {
                const bool ends = c == '!' || c == '?' || c == ';' || (c == '.' && at < text.size() && text[at] == ' ');
                parted = parted || (ends && count > 0) || (c == '\n' && at > 1 && text[at - 2] == '\n');
                if (c == '#' || c == '=' || c == ':')
                    say('h', c == '#' ? "#" : c == '=' ? "=" : ":", parted ? "far" : "near");
                --at;
            }
        }
    }

    void after()
    {
        const auto text = scan_->lower();
        auto at = code_->place.end;
        const auto stop = std::min(text.size(), at + reach / 2);
        bool parted = false;
        for (std::size_t count = 0; count < right && at < stop;) {
            const char c = text[at];
            if (word_byte(c)) {
                const auto begin = at;
                while (at < stop && word_byte(text[at])) ++at;
                word(text.substr(begin, at - begin), count++, true, parted);
            } else if (digit(c)) {
                while (at < stop && digit(text[at])) ++at;
                word("9", count++, true, parted);
            } else {
                parted = parted || c == '.' || c == '!' || c == '?' || c == '\n';
                ++at;
            }
        }
    }

    /// Whether the text speaks of somebody at all.
    void owner()
    {
        const auto text = scan_->lower();
        const auto begin = code_->place.begin > 3 * reach ? code_->place.begin - 3 * reach : 0;
        const auto window = text.substr(begin, 6 * reach);
        for (std::size_t at = 0; at < window.size();) {
            const auto from = at;
            while (at < window.size() && word_byte(window[at])) ++at;
            if (at > from) {
                found_.clear();
                classes().add(window.substr(from, at - from), found_);
                if (std::ranges::any_of(found_, [](const NamedClass* one) { return one->name == "OWNER"; })) {
                    say('o', "OWNER", sort_);
                    return;
                }
            } else {
                ++at;
            }
        }
    }

    const Scan* scan_;
    const Code* code_;
    CueReader* reader_;
    std::string shape_;
    std::string_view sort_;
    ClassList found_;
};

/// Finds the nearest word that says what a code numbers.
struct Namer final : CueReader
{
    std::optional<Kind> kind;
    bool near = false;   ///< the word that says the kind is among the next three
    bool number = false; ///< a word says no more than that a number follows
    bool says = false;   ///< "is", "reads", ":" or the like lead from that word to the code
    bool next = false;   ///< nothing stands between
    bool by = false;     ///< "sorted by id": how, not which
    void sentence(std::size_t) override {}
    void cue(const Cue& cue, std::uint64_t, Place) override
    {
        constexpr std::array kinds{
            std::pair{"RECORD", Kind::mrn},
            std::pair{"PLAN", Kind::health_plan},
            std::pair{"ACCOUNT", Kind::account},
            std::pair{"LICENCE", Kind::license},
            std::pair{"VEHICLE", Kind::vehicle},
            std::pair{"DEVICE", Kind::device},
            std::pair{"BIOMETRIC", Kind::biometric},
        };
        const bool id = cue.first == "IDWORD";
        by = by || (cue.kind == 'l' && cue.first == "by");
        next = next || (cue.kind == 'V' && id);
        says = says || (cue.kind == 'V' && cue.first == "SAYS") || (cue.kind == 'h' && cue.second == "near");
        number = number || (cue.kind == 'L' && id);
        if (kind || std::string_view("LFRQ").find(cue.kind) == std::string_view::npos) return;
        for (const auto& [name, value] : kinds)
            if (cue.first == name) {
                kind = value;
                near = cue.kind == 'L' || cue.kind == 'R';
            }
    }
};

Namer named(const Scan& scan, const Code& code)
{
    Namer namer;
    read_code_cues(scan, code, namer);
    return namer;
}

} // namespace

void read_code_cues(const Scan& scan, const Code& code, CueReader& reader)
{
    Speaker(scan, code, reader).all();
}

double score_of(const Scan& scan, const Code& code)
{
    struct Adder final : CueReader
    {
        const Model& model = code_model();
        double sum = model.base();
        std::vector<std::uint64_t> seen;
        void sentence(std::size_t) override {}
        void cue(const Cue&, std::uint64_t hash, Place) override
        {
            // A cue counts once, however often it is met.
            if (std::ranges::find(seen, hash) != seen.end()) return;
            seen.push_back(hash);
            sum += model.weight_of(hash);
        }
    } adder;
    read_code_cues(scan, code, adder);
    return adder.sum;
}

Kind kind_of(const Scan& scan, const Code& code)
{
    return named(scan, code).kind.value_or(Kind::other);
}

bool announced(const Scan& scan, const Code& code)
{
    const auto namer = named(scan, code);
    return namer.near || (namer.next && !namer.by) || (namer.number && namer.says);
}

std::vector<WrittenCode> written_codes(std::string_view text)
{
    struct Writer final : CueReader
    {
        std::vector<std::string> all;
        void sentence(std::size_t) override {}
        void cue(const Cue& cue, std::uint64_t, Place) override
        {
            auto written = std::string{cue.kind, ':'}.append(cue.first);
            if (!cue.second.empty()) written.append("~").append(cue.second);
            if (std::ranges::find(all, written) == all.end()) all.push_back(std::move(written));
        }
    };
    const Scan scan(text);
    std::vector<WrittenCode> out;
    for (const auto& code : codes_of(scan)) {
        Writer writer;
        read_code_cues(scan, code, writer);
        out.push_back({scan.view().span(code.place), std::move(writer.all)});
    }
    return out;
}

} // namespace rounds::privacy
