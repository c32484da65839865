#include "server/oauth/redirects.hpp"
#include "server/oauth/scopes.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace rounds;

/// Redirect addresses and scopes of apps.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto text = fuzz::text_of(data, size);
    if (oauth::is_acceptable_redirect(text)) {
        const auto led = oauth::with_query(text, {{"code", "a b&c"}, {"state", text}});
        fuzz::demand(led.find_first_of("\r\n") == std::string::npos, "no line ends in a redirect");
        const auto source = oauth::form_action_source(text);
        fuzz::demand(source.find_first_of(";\r\n") == std::string::npos, "one source of the policy");
    }
    const auto scopes = oauth::parse_scopes(text);
    if (scopes) {
        fuzz::demand(oauth::within(*scopes, *scopes), "scopes lie within themselves");
        const auto again = oauth::parse_scopes(*scopes);
        fuzz::demand(again.has_value() && *again == *scopes, "what is read is read the same again");
    }
    return 0;
}
