#include "server/privacy/detect/cues.hpp"

#include "server/privacy/detect/lexicon.hpp"
#include "server/privacy/detect/word_classes.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace rounds::privacy {
namespace {

constexpr std::size_t most_classes = 6;
constexpr std::size_t near = 8;          // words between which a pair of classes counts
constexpr std::size_t stem = 5;          // letters that stand for a longer word
constexpr std::size_t gram = 4;          // letters of a piece of a word, against typing errors
constexpr std::size_t shortest_part = 3; // signs of a part of a word with its ends marked, for words of any language
constexpr std::size_t longest_part = 5;
constexpr std::size_t longest = 80; // words of a sentence; more are read as further sentences
constexpr std::uint64_t prime = 0x9E3779B97F4A7C15ULL;

/// The hash of a part and one more sign (FNV-1a).
constexpr std::uint64_t longer(std::uint64_t hash, char c)
{
    return (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
}

/// Ends as international nonproprietary names do (WHO): "-pril", "-mab".
bool built_like_a_medicine(std::string_view word)
{
    constexpr std::array<std::string_view, 40> stems{
        "mab",     "pril",    "sartan",    "statin",  "olol",     "azole",  "cillin",   "mycin",  "floxacin", "prazole",
        "oxetine", "gliptin", "gliflozin", "glutide", "tinib",    "parin",  "xaban",    "setron", "triptan",  "zepam",
        "azepine", "tidine",  "cycline",   "oxacin",  "lukast",   "dipine", "profen",   "caine",  "sone",     "solone",
        "vir",     "platin",  "taxel",     "rubicin", "citabine", "afil",   "thiazide", "formin", "gabalin",  "apine"
    };
    return word.size() >= 7 && std::ranges::any_of(stems, [&](std::string_view stem) { return word.ends_with(stem); });
}

/// Classes of words, from cue_classes.tsv, and some that are told by how a word is built.
class Table
{
public:
    Table()
    {
        medicine_ = {"MED", hash_of_part("MED")};
        ed_ = {"ED", hash_of_part("ED")};
        ing_ = {"ING", hash_of_part("ING")};
    }

    void of(std::string_view word, ClassList& out) const
    {
        out.clear();
        classes_.add(word, out);
        if (const auto is = classify(word); is.medicine || (!is.common && built_like_a_medicine(word)))
            WordClasses::add_once({&medicine_}, out);
        if (word.size() >= 5 && word.ends_with("ed")) WordClasses::add_once({&ed_}, out);
        if (word.size() >= 6 && word.ends_with("ing")) WordClasses::add_once({&ing_}, out);
        if (out.size() > most_classes) out.resize(most_classes);
    }

private:
    WordClasses classes_{"cue_classes.tsv"};
    NamedClass medicine_;
    NamedClass ed_;
    NamedClass ing_;
};

const Table& table()
{
    static const Table all;
    return all;
}

struct Token
{
    std::string text; ///< without apostrophes; numbers by their size, "#2"
    std::uint64_t hash = 0;
    Place place;
    ClassList classes;
};

bool word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}
bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/// The words of one sentence and the cues between them.
class Sentence
{
public:
    explicit Sentence(CueReader& reader) : reader_(&reader) {}

    void add(std::string text, Place place)
    {
        if (count_ == longest) close();
        if (tokens_.size() <= count_) tokens_.emplace_back();
        auto& token = tokens_[count_++];
        token.text = std::move(text);
        token.hash = hash_of_part(token.text);
        token.place = place;
        table().of(token.text, token.classes);
    }

    void close()
    {
        if (count_ == 0) return;
        reader_->sentence(count_);
        for (std::size_t i = 0; i < count_; ++i) {
            alone(i);
            if (i > 0) beside(i);
            apart(i);
        }
        count_ = 0;
    }

private:
    void say(char kind, Place place, std::string_view first, std::uint64_t a) const
    {
        reader_->cue({kind, first, {}}, hash_of_cue(kind, a, 0), place);
    }
    void
    say(char kind, Place place, std::string_view first, std::uint64_t a, std::string_view second, std::uint64_t b) const
    {
        reader_->cue({kind, first, second}, hash_of_cue(kind, a, b), place);
    }

    void alone(std::size_t i) const
    {
        const auto& token = tokens_[i];
        const std::string_view text = token.text;
        say('w', token.place, text, token.hash);
        if (i == 0) say('^', token.place, text, token.hash);
        for (const auto* one : token.classes) {
            say('c', token.place, one->name, one->hash);
            if (i == 0) say('^', token.place, one->name, one->hash);
        }
        // Letters beyond ASCII take several bytes, which must not be cut.
        if (!std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) return;
        if (text.size() > stem) say('p', token.place, text.substr(0, stem), hash_of_part(text.substr(0, stem)));
        for (std::size_t at = 1; at + gram <= text.size() && text.size() > gram; ++at)
            say('g', token.place, text.substr(at, gram), hash_of_part(text.substr(at, gram)));
        if (text[0] >= 'a' && text[0] <= 'z') parts(token);
    }

    /// "^kil", "^kill", "kill$": every part of three to five signs. Hashes grow with the part.
    void parts(const Token& token) const
    {
        const auto word = '^' + token.text + '$';
        const std::string_view all = word;
        for (std::size_t begin = 0; begin + shortest_part <= all.size(); ++begin) {
            auto hash = hash_of_part(all.substr(begin, shortest_part - 1));
            for (auto size = shortest_part; size <= longest_part && begin + size <= all.size(); ++size) {
                hash = longer(hash, all[begin + size - 1]);
                say('x', token.place, all.substr(begin, size), hash);
            }
        }
    }

    /// With the word before: words, and a word with a class.
    void beside(std::size_t i) const
    {
        const auto& token = tokens_[i];
        const auto& before = tokens_[i - 1];
        say('b', token.place, before.text, before.hash, token.text, token.hash);
        for (const auto* one : token.classes) say('b', token.place, before.text, before.hash, one->name, one->hash);
        for (const auto* one : before.classes) say('b', token.place, one->name, one->hash, token.text, token.hash);
    }

    /// Classes that stand near each other, in their order; who stands further left than a pair counts more loosely.
    void apart(std::size_t i) const
    {
        const auto& token = tokens_[i];
        for (auto j = i > near ? i - near : 0; j < i; ++j)
            for (const auto* left : tokens_[j].classes)
                for (const auto* right : token.classes)
                    say(i - j <= 2 ? 'n' : 's', token.place, left->name, left->hash, right->name, right->hash);
    }

    CueReader* reader_;
    std::vector<Token> tokens_;
    std::size_t count_ = 0;
};

/// "1998" is a year, other numbers count by their digits.
std::string number_word(std::string_view digits)
{
    if (digits.size() == 4 && (digits.starts_with("19") || digits.starts_with("20"))) return "#year";
    return "#" + std::to_string(std::min<std::size_t>(digits.size(), 5));
}

bool ends(char c)
{
    return c == '.' || c == '!' || c == '?' || c == '\n' || c == ';';
}

} // namespace

std::uint64_t hash_of_part(std::string_view part) noexcept
{
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    for (const char c : part) hash = longer(hash, c);
    return hash;
}

std::uint64_t hash_of_cue(char kind, std::uint64_t first, std::uint64_t second) noexcept
{
    auto hash = (first + static_cast<unsigned char>(kind)) * prime;
    hash ^= hash >> 29;
    hash = (hash + second) * prime;
    return hash ^ (hash >> 31);
}

std::uint64_t hash_of_written(std::string_view cue) noexcept
{
    if (cue.size() < 3 || cue[1] != ':') return 0;
    const char kind = cue[0];
    cue.remove_prefix(2);
    const auto cut = cue.find('~');
    if (cut == std::string_view::npos) return hash_of_cue(kind, hash_of_part(cue), 0);
    return hash_of_cue(kind, hash_of_part(cue.substr(0, cut)), hash_of_part(cue.substr(cut + 1)));
}

void read_cues(const Scan& scan, CueReader& reader)
{
    const auto text = scan.lower();
    scan.worked(text.size());
    Sentence sentence(reader);
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = at;
        if (digit(text[at])) {
            while (at < text.size() && digit(text[at])) ++at;
            sentence.add(number_word(text.substr(begin, at - begin)), {begin, at});
        } else if (word_byte(text[at])) {
            std::string word;
            // A sign outside the first plane, such as a face that laughs, is a word of its own.
            const bool sign = static_cast<unsigned char>(text[at]) >= 0xF0;
            while (at < text.size() &&
                   (word_byte(text[at]) || (text[at] == '\'' && at + 1 < text.size() && word_byte(text[at + 1])))) {
                const bool next_sign = static_cast<unsigned char>(text[at]) >= 0xF0;
                if (at > begin && (next_sign || (sign && at == begin + 4))) break;
                if (text[at] != '\'') word += text[at];
                ++at;
            }
            sentence.add(std::move(word), {begin, at});
        } else {
            const char c = text[at++];
            if (c == '?' || c == '!' || c == '"') sentence.add(std::string(1, c), {begin, at});
            if (ends(c)) sentence.close();
        }
    }
    sentence.close();
}

std::vector<std::string> written_cues(const Scan& scan)
{
    struct Writer final : CueReader
    {
        std::vector<std::string> all;
        void sentence(std::size_t) override {}
        void cue(const Cue& cue, std::uint64_t, Place) override
        {
            auto text = std::string{cue.kind, ':'}.append(cue.first);
            if (!cue.second.empty()) text.append("~").append(cue.second);
            all.push_back(std::move(text));
        }
    } writer;
    read_cues(scan, writer);
    return std::move(writer.all);
}

} // namespace rounds::privacy
