#include "server/social/text/scan.hpp"
#include "storage/base/text.hpp"

#include <memory>
#include <stdexcept>
#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/utext.h>

namespace rounds::text {

namespace {

constexpr std::size_t link_length = 23;
constexpr std::size_t cluster_limit = 16; // or one letter with a megabyte of marks would count as one

struct CloseText
{
    void operator()(UText* text) const noexcept { utext_close(text); }
};

icu::BreakIterator& clusters()
{
    thread_local const std::unique_ptr<icu::BreakIterator> iterator = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<icu::BreakIterator> made(
            icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status)
        );
        if (U_FAILURE(status)) throw std::runtime_error("ICU has no data for grapheme clusters");
        return made;
    }();
    return *iterator;
}

std::size_t count_clusters(std::string_view text)
{
    if (text.empty()) return 0;
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UText, CloseText> opened(
        utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status)
    );
    auto& iterator = clusters();
    iterator.setText(opened.get(), status);
    if (U_FAILURE(status)) return count_code_points(text);
    std::size_t count = 0;
    auto begin = iterator.first();
    for (auto end = iterator.next(); end != icu::BreakIterator::DONE; begin = end, end = iterator.next()) {
        const auto cluster = text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
        count += (count_code_points(cluster) + cluster_limit - 1) / cluster_limit;
    }
    return count;
}

} // namespace

std::size_t count_characters(std::string_view text)
{
    const auto places = find_places(text);
    std::string counted; // the text without links and without the domains of mentions
    counted.reserve(text.size());
    std::size_t at = 0;
    auto mention = places.mentions.begin();
    auto link = places.links.begin();
    while (mention != places.mentions.end() || link != places.links.end()) {
        const bool next_is_mention =
            link == places.links.end() || (mention != places.mentions.end() && mention->begin < link->begin);
        const auto begin = next_is_mention ? mention->begin : link->begin;
        counted += text.substr(at, begin - at);
        if (next_is_mention) {
            counted += '@';
            counted += mention->username;
            at = mention++->end;
        } else {
            counted.append(link_length, 'x');
            at = link++->end;
        }
    }
    counted += text.substr(at);
    return count_clusters(counted);
}

} // namespace rounds::text
