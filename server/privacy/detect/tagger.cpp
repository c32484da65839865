#include "server/privacy/detect/tagger.hpp"

#include "server/privacy/detect/lexicon.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <stdexcept>

/// A linear tagger: what it sees of a token and its neighbours, and what learnt weights make of it.
namespace rounds::privacy {
namespace {

constexpr int near = 3;          // neighbours that are looked at closely
constexpr int far = 8;           // tokens whose classes are looked at
constexpr std::size_t gram = 3;  // letters of a piece of a word
constexpr int middle = '!' + 46; // the sign of a weight of nothing
constexpr std::size_t hash_signs = 6;

/// What a cue is about; each has numbers of its own for every distance.
enum About : std::uint32_t {
    word_ = 1,
    begin_,
    ending_,
    shape_,
    full_,
    listed_,
    class_,
    gap_,
    size_,
    gram_,
    opens_,
    rule_,
    word_here = 32,
    listed_here = 64,
    class_here = 96,
    shape_at = 128,
    pair_ = 160,
    left_class = 192,
    right_class,
    left_class_here,
    right_class_here,
    nearest_,
};

constexpr std::uint32_t mix(std::uint32_t about, std::uint32_t a, std::uint32_t b = 0)
{
    auto hash = (std::uint64_t{a} + (std::uint64_t{about} << 32U)) * 0x9E3779B97F4A7C15ULL;
    hash ^= hash >> 29U;
    hash = (hash + b) * 0xBF58476D1CE4E5B9ULL;
    const auto out = static_cast<std::uint32_t>(hash >> 32U);
    return out == 0 ? 1 : out;
}

constexpr std::uint32_t at_distance(std::uint32_t about, int distance)
{
    return about | (static_cast<std::uint32_t>(distance + 16) << 9U);
}

std::uint32_t hash_of_rule(std::string_view rule)
{
    std::uint32_t hash = 0x811C9DC5U;
    for (const char c : rule) hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193U;
    return hash;
}

/// What was found by rules, token by token.
struct Ruled
{
    std::uint32_t rule = 0; ///< 0 for none
    bool begins = false;
};

std::vector<Ruled> ruled(const Scan& scan, const std::vector<Token>& tokens)
{
    std::vector<Ruled> all(tokens.size());
    scan.each_found([&](Kind, Place place, std::string_view rule) {
        auto token =
            std::ranges::partition_point(tokens, [&](const Token& one) { return one.place.end <= place.begin; });
        for (bool first = true; token != tokens.end() && token->place.begin < place.end; ++token, first = false) {
            auto& one = all[static_cast<std::size_t>(token - tokens.begin())];
            if (one.rule == 0) one = {hash_of_rule(rule), first};
        }
    });
    return all;
}

template <class F> void each_bit(std::uint64_t bits, F use)
{
    for (; bits != 0; bits &= bits - 1) use(static_cast<std::uint32_t>(std::countr_zero(bits)));
}

/// Gives the cues of tokens of one text to whoever adds them up or writes them.
class Reader
{
public:
    Reader(const Scan& scan, const std::vector<Token>& tokens)
        : scan_(&scan), tokens_(&tokens), ruled_(ruled(scan, tokens))
    {
    }

    template <class F> void read(std::size_t i, F say) const
    {
        const auto& token = (*tokens_)[i];
        const auto here = mix(0, token.shape, token.listed);
        itself(i, token, here, say);
        for (int distance = -near; distance <= near; ++distance)
            if (distance != 0) neighbour(i, distance, here, say);
        pairs(i, here, say);
        around(i, here, say);
    }

    /// What the rules found in it and beside it.
    template <class F> void rules(std::size_t i, F say) const
    {
        const auto& one = ruled_[i];
        if (one.rule != 0) {
            say(mix(rule_, one.rule, one.begins ? 1 : 2));
            say(mix(rule_, one.begins ? 1 : 2));
        }
        if (i > 0 && ruled_[i - 1].rule != 0) say(mix(rule_, 3, one.rule == 0 ? 0 : 1));
        if (i + 1 < ruled_.size() && ruled_[i + 1].rule != 0) say(mix(rule_, 4, one.rule == 0 ? 0 : 1));
    }

private:
    [[nodiscard]] const Token* at(std::size_t i, int distance) const
    {
        const auto index = static_cast<std::ptrdiff_t>(i) + distance;
        return index < 0 || index >= static_cast<std::ptrdiff_t>(tokens_->size())
                   ? nullptr
                   : &(*tokens_)[static_cast<std::size_t>(index)];
    }
    [[nodiscard]] std::uint32_t word(std::size_t i, int distance) const
    {
        const auto* token = at(i, distance);
        return token == nullptr ? 1 : token->word;
    }
    [[nodiscard]] std::uint32_t gap_after(std::size_t i) const
    {
        const auto* next = at(i, 1);
        return next == nullptr ? 1 : next->gap;
    }

    template <class F> void itself(std::size_t i, const Token& token, std::uint32_t here, F& say) const
    {
        say(mix(word_, token.word));
        say(mix(begin_, token.begin));
        say(mix(ending_, token.ending));
        say(mix(shape_, token.shape));
        say(mix(full_, token.full));
        say(mix(listed_, token.listed));
        say(mix(size_, std::min<std::uint32_t>(token.size, 20), token.digits));
        say(mix(gap_, token.gap, here));
        say(mix(gap_ + 16, gap_after(i), here));
        each_bit(token.classes, [&](std::uint32_t one) { say(mix(class_, one)); });
        if (token.opens) say(mix(opens_, here));
        if (!token.common) {
            const auto lower = scan_->lower(token.place);
            for (std::size_t begin = 0; begin + gram <= lower.size() && begin < 12; ++begin) {
                const auto piece = lower.substr(begin, gram);
                if (piece[0] >= 'a' && piece[1] >= 'a' && piece[2] >= 'a')
                    say(
                        mix(gram_,
                            static_cast<std::uint32_t>(static_cast<unsigned char>(piece[0])) << 16U |
                                static_cast<std::uint32_t>(static_cast<unsigned char>(piece[1])) << 8U |
                                static_cast<unsigned char>(piece[2]))
                    );
            }
        }
    }

    template <class F> void neighbour(std::size_t i, int distance, std::uint32_t here, F& say) const
    {
        const auto* token = at(i, distance);
        if (token == nullptr) {
            if (distance == -1 || distance == 1) say(mix(at_distance(word_, distance), 1, here));
            return;
        }
        say(mix(at_distance(word_, distance), token->word));
        say(mix(at_distance(word_here, distance), token->word, here));
        say(mix(at_distance(listed_, distance), token->listed, token->shape));
        each_bit(token->classes, [&](std::uint32_t one) {
            say(mix(at_distance(class_, distance), one));
            say(mix(at_distance(class_here, distance), one, here));
        });
        if (distance != -1 && distance != 1) return;
        say(mix(at_distance(shape_at, distance), token->shape, here));
        say(mix(at_distance(ending_, distance), token->ending));
        say(mix(at_distance(begin_, distance), token->begin));
    }

    template <class F> void pairs(std::size_t i, std::uint32_t here, F& say) const
    {
        const auto before = mix(pair_, word(i, -2), word(i, -1));
        say(before);
        say(mix(pair_ + 1, before, here));
        say(mix(pair_ + 2, word(i, 1), word(i, 2)));
        say(mix(pair_ + 3, word(i, -1), word(i, 1)));
        say(mix(pair_ + 4, word(i, -1), (*tokens_)[i].word));
        say(mix(pair_ + 5, (*tokens_)[i].word, word(i, 1)));
        say(mix(pair_ + 6, mix(0, word(i, -3), word(i, -2)), word(i, -1)));
        const auto* left = at(i, -1);
        const auto* right = at(i, 1);
        say(mix(pair_ + 7, mix(0, left == nullptr ? 0 : left->listed, right == nullptr ? 0 : right->listed), here));
    }

    /// Classes of the words some way off, nearer than the end of a sentence on the left or the right.
    template <class F> void around(std::size_t i, std::uint32_t here, F& say) const
    {
        std::uint64_t left = 0;
        std::uint64_t right = 0;
        for (int distance = 1; distance <= far; ++distance) {
            const auto* next = at(i, -distance + 1);
            const auto* token = at(i, -distance);
            if (token == nullptr || (next->opens && distance > 1)) break;
            if (left == 0)
                each_bit(token->classes, [&](std::uint32_t one) {
                    say(mix(nearest_, one | static_cast<std::uint32_t>(std::min(distance, 4)) << 8U, here));
                });
            left |= token->classes;
        }
        for (int distance = 1; distance <= far; ++distance) {
            const auto* token = at(i, distance);
            if (token == nullptr || token->opens) break;
            right |= token->classes;
        }
        each_bit(left, [&](std::uint32_t one) {
            say(mix(left_class, one));
            say(mix(left_class_here, one, here));
        });
        each_bit(right, [&](std::uint32_t one) {
            say(mix(right_class, one));
            say(mix(right_class_here, one, here));
        });
    }

    const Scan* scan_;
    const std::vector<Token>* tokens_;
    std::vector<Ruled> ruled_;
};

/// What tells the kind of the identifier that a token belongs to: the token, and the words around it.
template <class F> void read_kind_cues(const std::vector<Token>& tokens, std::size_t i, F say)
{
    const auto& token = tokens[i];
    say(mix(word_, token.word, 7));
    say(mix(full_, token.full, 7));
    say(mix(shape_, token.shape, 7));
    say(mix(listed_, token.listed, 7));
    each_bit(token.classes, [&](std::uint32_t one) { say(mix(class_, one, 7)); });
    constexpr std::size_t window = 6;
    for (std::size_t distance = 1; distance <= window; ++distance) {
        const auto beside = [&](const Token& other, std::uint32_t side) {
            const auto close = distance <= 2 ? side : side + 2;
            say(mix(word_here, other.word, close));
            each_bit(other.classes, [&](std::uint32_t one) { say(mix(class_here, one, close)); });
        };
        if (distance <= i) beside(tokens[i - distance], 1);
        if (i + distance < tokens.size() && distance <= 3) beside(tokens[i + distance], 2);
    }
}

constexpr std::string_view signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

double number(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        throw std::logic_error("a table of small weights of the privacy guard is malformed");
    return value;
}

/// Begins, goes on, is the same as before, as after.
constexpr std::size_t answers = 4;

const SmallWeights<answers>& span_weights()
{
    static const SmallWeights<answers> all(weights("spans.tsv"));
    return all;
}

const SmallWeights<kind_count>& kind_weights()
{
    static const SmallWeights<kind_count> all(weights("span_kinds.tsv"));
    return all;
}

} // namespace

template <std::size_t N> SmallWeights<N>::SmallWeights(std::string_view table)
{
    const auto lines = text::split(table, '\n');
    rows_.resize(std::bit_ceil(2 * lines.size() + 1));
    for (const auto line : lines)
        if (!line.empty() && !line.starts_with("# ")) read(line);
}

template <std::size_t N> void SmallWeights<N>::read(std::string_view line)
{
    if (const auto tab = line.find('\t'); tab != std::string_view::npos) {
        const auto values = text::split(line.substr(tab + 1), ' ');
        if (line.starts_with("step")) step_ = number(values[0]);
        if (line.starts_with("bias"))
            for (std::size_t i = 0; i < std::min(N, values.size()); ++i) bias_[i] = number(values[i]);
        return;
    }
    if (line.size() != hash_signs + N)
        throw std::logic_error("a row of small weights of the privacy guard is malformed");
    std::uint32_t hash = 0;
    for (const char c : line.substr(0, hash_signs)) hash = hash << 6U | static_cast<std::uint32_t>(signs.find(c));
    auto at = hash & (rows_.size() - 1);
    while (rows_[at].hash != 0) at = (at + 1) & (rows_.size() - 1);
    rows_[at].hash = hash;
    known_[bit_of(hash) / 64] |= std::uint64_t{1} << bit_of(hash) % 64;
    for (std::size_t i = 0; i < N; ++i) rows_[at].weights[i] = static_cast<std::int8_t>(line[hash_signs + i] - middle);
}

template class SmallWeights<answers>;
template class SmallWeights<kind_count>;

std::vector<Tag> tags_of(const Scan& scan, const std::vector<Token>& tokens)
{
    const Reader reader(scan, tokens);
    const auto& all = span_weights();
    std::vector<Tag> tags;
    tags.reserve(tokens.size());
    std::vector<std::uint32_t> cues;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        SmallWeights<answers>::Sums sums{};
        cues.clear();
        const auto note = [&](std::uint32_t hash) { cues.push_back(hash); };
        reader.read(i, note);
        reader.rules(i, note);
        all.add(cues, sums);
        const auto [begins, goes_on, forth, back] = all.scores(sums);
        const auto most = std::max(begins, goes_on);
        tags.push_back({most + std::log1p(std::exp(std::min(begins, goes_on) - most)), forth, back});
    }
    return tags;
}

Kind kind_of_span(const std::vector<Token>& tokens, std::size_t first, std::size_t end)
{
    const auto& all = kind_weights();
    SmallWeights<kind_count>::Sums sums{};
    std::vector<std::uint32_t> cues;
    for (auto i = first; i < end; ++i) read_kind_cues(tokens, i, [&](std::uint32_t hash) { cues.push_back(hash); });
    all.add(cues, sums);
    const auto scores = all.scores(sums);
    return static_cast<Kind>(std::ranges::max_element(scores) - scores.begin());
}

std::vector<WrittenToken> written_tokens(const Scan& scan)
{
    const auto tokens = tokens_of(scan);
    const Reader reader(scan, tokens);
    std::vector<WrittenToken> all;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        auto& one = all.emplace_back(
            WrittenToken{.span = scan.view().span(tokens[i].place), .cues = {}, .rule_cues = {}, .kind_cues = {}}
        );
        reader.read(i, [&](std::uint32_t hash) { one.cues.push_back(hash); });
        reader.rules(i, [&](std::uint32_t hash) { one.rule_cues.push_back(hash); });
        read_kind_cues(tokens, i, [&](std::uint32_t hash) { one.kind_cues.push_back(hash); });
    }
    return all;
}

} // namespace rounds::privacy
