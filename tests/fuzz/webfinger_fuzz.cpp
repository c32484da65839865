#include "federation/discovery/webfinger.hpp"
#include "federation/discovery/webfinger_lookup.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace rounds;

/// acct: resources that we are asked for, and answers of others.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto text = fuzz::text_of(data, size);
    const auto wanted = discovery::read_resource(text, "https://mercy.example", "mercy.example");
    if (wanted) fuzz::demand(!wanted->username.empty() || !wanted->uri.empty(), "a resource names somebody");
    const auto value = parse_json(text);
    if (value && value->is_object()) (void)discovery::read_jrd(value->as_object());
    return 0;
}
