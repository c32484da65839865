#include "federation/inbox/activities/activities.hpp"
#include "federation/vocab/types.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <re2/re2.h>
#include <set>
#include <sstream>

// FEDERATION.md (FEP-67ff) against the code, in both directions: what it lists is there, and what is there is listed.

namespace rounds {
namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

const fs::path root = ROUNDS_SOURCE_DIR;

std::string read(const fs::path& file)
{
    std::ifstream in(file);
    std::ostringstream content;
    content << in.rdbuf();
    return content.str();
}

/// All sources below these folders or of these names, one after the other.
std::string sources(std::initializer_list<const char*> places)
{
    std::string all;
    for (const auto* place : places) {
        const auto path = root / place;
        if (fs::is_regular_file(path)) {
            all += read(path);
            continue;
        }
        for (const auto& entry : fs::recursive_directory_iterator(path)) {
            const auto end = entry.path().extension();
            if (end == ".cpp" || end == ".hpp") all += read(entry.path());
        }
    }
    return all;
}

/// What the pattern's only group finds.
Names all_of(const std::string& text, const char* pattern)
{
    const RE2 expression(pattern);
    EXPECT_TRUE(expression.ok()) << pattern;
    Names found;
    std::string name;
    re2::StringPiece rest(text);
    while (RE2::FindAndConsume(&rest, expression, &name)) found.insert(name);
    return found;
}

Names operator+(Names a, const Names& b)
{
    a.insert(b.begin(), b.end());
    return a;
}

/// From a heading of the page to the next.
std::string section(std::string_view heading)
{
    static const auto page = read(root / "FEDERATION.md");
    const auto start = page.find("\n" + std::string(heading) + "\n");
    EXPECT_NE(start, std::string::npos) << heading;
    if (start == std::string::npos) return {};
    const auto end = page.find("\n#", start + heading.size() + 1);
    return page.substr(start, end == std::string::npos ? end : end - start);
}

struct Row
{
    std::string in;
    std::string out;
};

/// "| `Name` | in | out |"
std::map<std::string, Row> rows(std::string_view heading)
{
    std::map<std::string, Row> found;
    std::istringstream lines(section(heading));
    static const RE2 expression(R"(\| `([^`]+)` \| ([a-z-]+) \| ([a-z-]+) \|)");
    std::string line;
    while (std::getline(lines, line)) {
        std::string name;
        Row row;
        if (!RE2::FullMatch(line, expression, &name, &row.in, &row.out)) continue;
        EXPECT_TRUE(found.emplace(name, row).second) << name << " stands there twice";
    }
    EXPECT_FALSE(found.empty()) << heading;
    return found;
}

Names missing(const Names& of, const Names& in)
{
    Names left;
    std::ranges::set_difference(of, in, std::inserter(left, left.end()));
    return left;
}

void expect_same(const Names& listed, const Names& code, const char* what)
{
    EXPECT_TRUE(missing(listed, code).empty())
        << what << " only on the page: " << fmt::format("{}", fmt::join(missing(listed, code), " "));
    EXPECT_TRUE(missing(code, listed).empty())
        << what << " only in the code: " << fmt::format("{}", fmt::join(missing(code, listed), " "));
}

template <class Map> Names keys(const Map& map)
{
    Names names;
    for (const auto& entry : map) names.insert(entry.first);
    return names;
}

/// Name by identifier, of the constants of a header.
std::map<std::string, std::string> constants(const char* header)
{
    std::map<std::string, std::string> found;
    static const RE2 expression(R"(constexpr std::string_view (\w+) = "([^"]+)\")");
    const auto text = read(root / header);
    re2::StringPiece rest(text);
    std::string identifier;
    std::string name;
    while (RE2::FindAndConsume(&rest, expression, &identifier, &name)) found[identifier] = name;
    return found;
}

TEST(FederationPage, ListsTheTypesThatAreUnderstoodAndSent)
{
    const auto listed = rows("### Types");
    const auto reading = sources(
        {"federation/inbox",
         "federation/discovery",
         "federation/signatures/proofs.cpp",
         "federation/vocab/readers.cpp",
         "server/inbound"}
    );
    const auto building = sources({"federation/build", "federation/signatures/proofs.cpp"});
    const auto literal = all_of(building, R"re(\["type"\] = "(\w+)")re");
    Names code = literal;
    for (const auto& [identifier, name] : constants("federation/vocab/types.hpp")) {
        if (identifier.ends_with("_json") || identifier == "public_collection") continue;
        code.insert(name);
        const auto used = [&](const std::string& text) {
            return RE2::PartialMatch(text, R"(\btype::)" + identifier + R"(\b)");
        };
        const bool read = inbox::is_known_activity(name) || vocab::is_post_type(name) || vocab::is_actor_type(name) ||
                          vocab::is_collection_type(name) || used(reading);
        const auto row = listed.find(name);
        if (row == listed.end()) continue;
        EXPECT_EQ(row->second.in, read ? "yes" : "ignored") << name;
        EXPECT_EQ(row->second.out, used(building) || literal.contains(name) ? "yes" : "-") << name;
    }
    expect_same(keys(listed), code, "types");
}

TEST(FederationPage, ListsTheProperties)
{
    Names code;
    for (const auto& [identifier, name] : constants("federation/vocab/properties.hpp")) code.insert(name);
    const auto texts = sources(
        {"federation/build",
         "federation/inbox",
         "federation/discovery/actor_document.cpp",
         "federation/signatures/proofs.cpp",
         "server/inbound/post_documents.cpp",
         "server/inbound/actor_documents.cpp"}
    );
    code = code + all_of(texts, R"re(\["([@A-Za-z:_]+)"\])re") +
           all_of(texts, R"re((?:_at|first_string|first_object|one_or_many|contains)\(\*?\w+, "([A-Za-z:_]+)"\))re") +
           all_of(read(root / "federation/vocab/contexts.cpp"), R"re(Term\{"([a-z_]\w+)")re");
    expect_same(all_of(section("### Properties"), "`([^`]+)`"), code, "properties");
}

TEST(FederationPage, ListsTheHeaders)
{
    const auto listed = rows("### Headers");
    const auto text = sources({"federation", "server/inbound"});
    const auto in = all_of(text, R"re((?:header|fields?)\((?:[\w.]+, )?"([a-z-]+)")re");
    auto out =
        all_of(sources({"federation/signatures/sign.cpp", "federation/fetch/client.cpp"}), R"re(\{"([a-z-]+)", )re");
    for (auto name : all_of(text, R"re(headers\.set\("([A-Za-z-]+)")re")) {
        std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        out.insert(name);
    }
    expect_same(keys(listed), in + out, "headers");
    for (const auto& [name, row] : listed) {
        EXPECT_EQ(row.in, in.contains(name) ? "yes" : "-") << name;
        EXPECT_EQ(row.out, out.contains(name) ? "yes" : "-") << name;
    }
}

TEST(FederationPage, ListsTheFeps)
{
    const auto here = root / "tests/unit/federation/federation_page_test.cpp";
    const auto code = all_of(sources({"federation", "server"}) + read(here), "FEP-([0-9a-f]{4})");
    Names listed;
    std::istringstream lines(section("## Protocols and standards"));
    std::string line;
    while (std::getline(lines, line)) {
        // "| 8b32, 521a | what of them |"
        if (!RE2::PartialMatch(line, R"(^\| (?:[0-9a-f]{4}(?:, )?)+ \|)")) continue;
        listed = listed + all_of(line.substr(0, line.find('|', 1)), "([0-9a-f]{4})");
    }
    expect_same(listed, code, "FEPs");
}

TEST(FederationPage, ListsTheAddresses)
{
    const auto code = all_of(sources({"server/inbound"}), R"re(\{Method::(?:get|post), "([^"]+)", Auth)re");
    ASSERT_FALSE(code.empty());
    expect_same(all_of(section("### Addresses"), "`([^`]+)`"), code, "addresses");
}

} // namespace
} // namespace rounds
