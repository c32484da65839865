#include "tests/support/fixtures.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace rounds::test {

json::object fixture(std::string_view name)
{
    const auto path = std::string(ROUNDS_SOURCE_DIR) + "/tests/fixtures/" + std::string(name);
    std::ifstream in(path);
    const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    auto value = parse_json(text);
    if (!value || !value->is_object()) throw std::runtime_error(path + " is not a JSON object");
    return std::move(value->as_object());
}

} // namespace rounds::test
