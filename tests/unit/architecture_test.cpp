// The tree against its own rules: who may include whom, and which folder may name which library.

#include "storage/base/text.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace rounds {
namespace {

namespace fs = std::filesystem;

const fs::path root = ROUNDS_SOURCE_DIR;

std::string read(const fs::path& file)
{
    std::ifstream in(file);
    std::ostringstream content;
    content << in.rdbuf();
    return content.str();
}

/// The words of each rounds_folder(...) call of the build.
std::vector<std::vector<std::string>> folder_calls()
{
    std::vector<std::vector<std::string>> calls;
    const auto build = read(root / "CMakeLists.txt");
    const std::string opening = "\nrounds_folder(";
    for (auto at = build.find(opening); at != std::string::npos; at = build.find(opening, at + 1)) {
        const auto start = at + opening.size();
        std::istringstream words(build.substr(start, build.find(')', start) - start));
        auto& call = calls.emplace_back();
        for (std::string word; words >> word;) call.push_back(word);
    }
    return calls;
}

/// Folder -> all folders it may include: itself and, through them, those it depends on.
std::map<std::string, std::set<std::string>> allowed_includes()
{
    std::map<std::string, std::set<std::string>> allowed;
    for (const auto& call : folder_calls()) {
        auto& mine = allowed[call.front()];
        mine.insert(call.front());
        bool depends = false;
        for (const auto& word : call) {
            if (word == "DEPENDS" || word == "LINK" || word == "EMBED" || word == "PROGRAM")
                depends = word == "DEPENDS";
            else if (depends)
                mine.insert(allowed[word].begin(), allowed[word].end());
        }
    }
    return allowed;
}

struct Include
{
    fs::path file; ///< relative to the root
    std::string included;
    bool quoted;
};

std::vector<Include> all_includes()
{
    std::vector<Include> found;
    for (const auto* top : {"storage", "federation", "server", "admin"}) {
        for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
            const auto extension = entry.path().extension();
            if (extension != ".cpp" && extension != ".hpp") continue;
            std::ifstream in(entry.path());
            for (std::string line; std::getline(in, line);) {
                if (!line.starts_with("#include ")) continue;
                const auto name = line.substr(10, line.find_last_of("\">") - 10);
                found.push_back({fs::relative(entry.path(), root), name, line[9] == '"'});
            }
        }
    }
    return found;
}

/// The library folder a file belongs to: the longest folder of the table that is a prefix of its path.
std::string folder_of(const std::string& path, const std::map<std::string, std::set<std::string>>& allowed)
{
    std::string best;
    for (const auto& [folder, unused] : allowed)
        if (path.starts_with(folder + '/') && folder.size() > best.size()) best = folder;
    return best;
}

TEST(Architecture, IncludesFollowTheDirectionOfDependency)
{
    auto allowed = allowed_includes();
    ASSERT_GT(allowed.size(), 15U);
    // Plain structs, shared by everything above storage/pg.
    for (auto& [folder, mine] : allowed)
        if (mine.contains("storage")) mine.insert("storage/model");
    for (const auto& include : all_includes()) {
        if (!include.quoted) continue;
        const auto from = folder_of(include.file.string(), allowed);
        const auto to =
            include.included.starts_with("storage/model/") ? "storage/model" : folder_of(include.included, allowed);
        ASSERT_FALSE(from.empty()) << include.file << " is in no folder of the build";
        ASSERT_FALSE(to.empty()) << include.file << " includes " << include.included << ", which no folder holds";
        EXPECT_TRUE(allowed[from].contains(to)) << include.file << " includes " << include.included;
    }
}

TEST(Architecture, LibrariesStayInTheirFolders)
{
    struct Rule
    {
        std::string_view library;
        std::vector<std::string_view> folders;
    };
    const std::vector<Rule> rules{
        {"pqxx/", {"storage/pg/"}},
        {"libpq-fe.h", {"storage/pg/"}},
        {"boost/beast", {"server/http/", "federation/fetch/"}},
        {"spdlog/", {"storage/base/"}},
        {"gumbo.h", {"server/social/"}},
        {"CLI/", {"admin/cli/"}},
        {"toml++/", {"server/app/"}},
        {"curl/", {"storage/blobs/", "server/mail/"}},
        {"qrencode.h", {"server/web/"}},
        {"vips/", {"server/media/worker/"}},
        {"seccomp.h", {"server/media/worker/"}},
    };
    for (const auto& include : all_includes())
        for (const auto& rule : rules)
            if (include.included.starts_with(rule.library))
                EXPECT_TRUE(std::ranges::any_of(
                    rule.folders, [&](std::string_view folder) { return include.file.string().starts_with(folder); }
                )) << include.file
                   << " includes " << include.included;
}

TEST(Architecture, NothingUsesStdRegex)
{
    for (const auto& include : all_includes())
        EXPECT_NE(include.included, "regex") << include.file << ": std::regex overflows the stack on long input";
}

/// security.md N36: whatever a stranger names is reached through the one outbound client. Mail and the store of files
/// are what the operator names.
TEST(Architecture, NothingConnectsBesideTheOneClient)
{
    const std::vector<std::pair<std::string_view, std::vector<std::string_view>>> rules{
        {"async_connect(", {"federation/fetch/connection.cpp"}},
        {"async_resolve(", {}},
        {" ::connect(", {}},
        {"getaddrinfo(", {"federation/fetch/resolver.cpp", "admin/cli/doctor_name.cpp"}},
        {"curl_easy_perform(", {"storage/blobs/s3_store.cpp", "server/mail/smtp.cpp"}},
        {"execvp(\"curl", {}},
    };
    std::set<std::string> seen;
    for (const auto& include : all_includes()) {
        if (!seen.insert(include.file.string()).second) continue;
        const auto content = read(root / include.file);
        for (const auto& [call, files] : rules)
            if (content.find(call) != std::string::npos)
                EXPECT_TRUE(std::ranges::count(files, include.file.string()) != 0)
                    << include.file << " calls " << call << "): use federation/fetch, which checks every address";
    }
    for (const auto& [call, files] : rules)
        for (const auto file : files)
            EXPECT_NE(read(root / file).find(call), std::string::npos) << file << " calls it no more: take it out";
}

/// tests/mutations: what switches guards off is in no program but those made for that.
TEST(Architecture, GuardsCannotBeSwitchedOff)
{
    const auto binary = read(ROUNDS_PROGRAM);
    ASSERT_FALSE(binary.empty());
    EXPECT_EQ(binary.find("ROUNDS_GUARD_OFF"), std::string::npos);
}

TEST(Architecture, FilesStayReadable)
{
    constexpr std::ptrdiff_t longest = 500;
    for (const auto& include : all_includes()) {
        const auto content = read(root / include.file);
        EXPECT_LE(std::ranges::count(content, '\n'), longest) << include.file;
    }
}

} // namespace
} // namespace rounds
