#include "server/privacy/detect/adverse_event.hpp"
#include "server/privacy/detect/crisis.hpp"
#include "server/privacy/detect/identifiers.hpp"
#include "server/privacy/detect/relationship.hpp"
#include "storage/base/text.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace rounds;

namespace {

void demand_within(const std::vector<privacy::Finding>& findings, std::size_t length)
{
    for (const auto& one : findings) {
        fuzz::demand(one.span.start < one.span.end, "a span holds something");
        fuzz::demand(one.span.end <= length, "a span lies within the text");
        fuzz::demand(!one.rule.empty(), "a finding names its rule");
    }
}

} // namespace

/// Its patterns and tables are made once, which takes seconds on a busy machine: no input is to be blamed for that.
extern "C" int LLVMFuzzerInitialize(int* /*count*/, char*** /*arguments*/)
{
    constexpr std::string_view words = "My sister Ann, 34, was seen on 3 May; call 555-0100. The pills made me dizzy.";
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(words.data()), words.size());
    return 0;
}

/// What the privacy guard reads of every post, from people here and elsewhere: it points at places that are there.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t longest = 4000;
    const auto text = fuzz::text_of(data, size);
    if (text.size() > longest || !text::is_utf8(text)) return 0;
    const auto length = text::count_code_points(text);
    demand_within(privacy::find_identifiers(text, privacy::HouseRules{}).findings, length);
    demand_within(privacy::find_relationship(text), length);
    demand_within(privacy::find_crisis(text).findings, length);
    (void)privacy::find_adverse_event(text);
    return 0;
}
