#include "federation/signatures/structured_fields.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace rounds;
namespace sf = rounds::signatures::sf;

/// What is parsed can be written, and is then read as the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto text = fuzz::text_of(data, size);
    (void)sf::parse_dictionary(text);
    (void)sf::parse_list(text);
    const auto item = sf::parse_item(text);
    if (!item) return 0;
    const auto written = sf::serialize(item->value);
    const auto again = sf::parse_item(written);
    fuzz::demand(again.has_value(), "what is written can be read");
    fuzz::demand(sf::serialize(again->value) == written, "and is written the same again");
    return 0;
}
