#include "tests/support/test_names.hpp"

#include "storage/base/text.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace rounds::test {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file)
{
    std::ifstream in(file);
    std::ostringstream content;
    content << in.rdbuf();
    return content.str();
}

} // namespace

std::set<std::string> google_tests()
{
    std::set<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(ROUNDS_SOURCE_DIR) / "tests")) {
        if (entry.path().extension() != ".cpp") continue;
        std::ifstream in(entry.path());
        for (std::string line; std::getline(in, line);) {
            if (!line.starts_with("TEST(") && !line.starts_with("TEST_F(") && !line.starts_with("TEST_P(")) continue;
            const auto open = line.find('(');
            const auto comma = line.find(',', open);
            const auto close = line.find(')', open);
            if (comma == std::string::npos || close == std::string::npos) continue;
            names.insert(
                line.substr(open + 1, comma - open - 1) + '.' +
                std::string(text::trim(std::string_view(line).substr(comma + 1, close - comma - 1)))
            );
        }
    }
    return names;
}

std::string sources_of_suite(const std::string& suite)
{
    std::string all;
    const auto folder = fs::path(ROUNDS_SOURCE_DIR) / "tests" / suite;
    if (!fs::exists(folder)) return all;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".py" || entry.path().extension() == ".mjs") all += read(entry.path());
    return all;
}

bool named_in(const std::string& sources, std::string_view name)
{
    for (auto at = name.find(": ");; at = name.find(": ")) {
        const auto piece = name.substr(0, at);
        if (sources.find(piece) == std::string::npos) return false;
        if (at == std::string_view::npos) return true;
        name.remove_prefix(at + 2);
    }
}

} // namespace rounds::test
