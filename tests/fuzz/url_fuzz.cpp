#include "federation/discovery/actor_document.hpp"
#include "federation/peers/look_alike.hpp"
#include "storage/base/url.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace rounds;

/// URLs, origins and internationalised domains. Two lines are compared.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto lines = fuzz::lines_of(fuzz::text_of(data, size));
    const auto one = lines[0];
    const auto other = lines.size() > 1 ? lines[1] : one;
    const auto url = parse_url(one);
    if (url) {
        const auto again = parse_url(url->str());
        fuzz::demand(again.has_value(), "what is written can be read");
        fuzz::demand(again->str() == url->str(), "and is written the same again");
        fuzz::demand(same_origin(one, url->str()), "its origin is its own");
    }
    fuzz::demand(same_origin(one, other) == same_origin(other, one), "origins compare both ways alike");
    if (discovery::is_canonical_id(one)) fuzz::demand(url.has_value(), "a canonical id is a URL");
    if (const auto ascii = peers::to_ascii_domain(one)) {
        fuzz::demand(peers::to_ascii_domain(*ascii) == ascii, "A-labels stay as they are");
        fuzz::demand(!peers::looks_like(one, {*ascii}) || *peers::looks_like(one, {*ascii}) != *ascii, "itself");
    }
    (void)peers::looks_like(one, {std::string(other)});
    (void)percent_decode(one);
    fuzz::demand(
        percent_decode(percent_encode(one)).has_value() || one.find('\0') != std::string_view::npos,
        "what is encoded can be decoded"
    );
    return 0;
}
