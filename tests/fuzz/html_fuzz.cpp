#include "server/social/text/links.hpp"
#include "server/social/text/sanitize.hpp"
#include "storage/base/text.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <re2/re2.h>

using namespace rounds;

namespace {

void check(const std::string& html)
{
    static const RE2 forbidden(
        R"((?i)<[^>]*\s(?:on[a-z]+|style|srcdoc|formaction)\s*=|<\s*(?:script|style|iframe|svg|math|object|embed|form|input|base|meta|link)\b|<[^>]*(?:href|src)\s*=\s*["']?\s*(?:javascript|data|vbscript):)"
    );
    fuzz::demand(!RE2::PartialMatch(html, forbidden), "nothing that runs is left");
}

} // namespace

/// What is sanitised once stays as it is, and nothing in it runs.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto text = fuzz::text_of(data, size);
    const auto once = text::sanitize_html(text);
    check(once);
    fuzz::demand(text::sanitize_html(once) == once, "sanitising twice changes nothing");
    (void)text::to_plain_text(text);
    (void)text::first_link(once);
    return 0;
}
