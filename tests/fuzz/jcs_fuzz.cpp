#include "federation/signatures/jcs.hpp"
#include "storage/base/json.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace rounds;

/// The canonical form (RFC 8785) is JSON, and its own canonical form.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto value = parse_json(fuzz::text_of(data, size));
    if (!value) return 0;
    const auto once = signatures::canonicalize(*value);
    const auto again = parse_json(once, 8 << 20);
    fuzz::demand(again.has_value(), "it is JSON");
    fuzz::demand(signatures::canonicalize(*again) == once, "it is canonical");
    return 0;
}
