#include "admin/cli/command.hpp"
#include "server/rounds_api/routes.hpp"
#include "storage/base/text.hpp"

#include <CLI/CLI.hpp>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <string>

// tests/commands.tsv: which command of `rounds` does what a route of our own REST does, or why there is none.

namespace rounds::cli {
namespace {

struct Row
{
    std::string command;
    std::string reason;
};

/// By "get /api/rounds/v1/networks".
std::map<std::string, Row> rows()
{
    std::ifstream in(std::string(ROUNDS_SOURCE_DIR) + "/tests/commands.tsv");
    std::map<std::string, Row> all;
    std::string line;
    std::getline(in, line); // names of the columns
    while (std::getline(in, line)) {
        const auto parts = text::split(line, '\t');
        if (parts.size() < 3) {
            ADD_FAILURE() << line;
            continue;
        }
        Row row{std::string(parts[2]), parts.size() > 3 ? std::string(parts[3]) : std::string{}};
        const auto key = std::string(parts[0]) + ' ' + std::string(parts[1]);
        EXPECT_TRUE(all.emplace(key, std::move(row)).second) << "twice: " << line;
    }
    return all;
}

std::string_view name_of(http::Method method) noexcept
{
    using enum http::Method;
    if (method == get) return "get";
    if (method == post) return "post";
    if (method == put) return "put";
    if (method == patch) return "patch";
    return "del";
}

bool is_command(CLI::App& program, std::string_view words)
{
    auto* at = &program;
    for (const auto word : text::split(words, ' ')) {
        const auto named = at->get_subcommands([&](const CLI::App* one) { return one->get_name() == word; });
        if (named.empty()) return false;
        at = named.front();
    }
    return true;
}

TEST(Commands, DoWhatTheRestDoes)
{
    CLI::App program;
    Environment environment;
    add_commands(program, environment);
    auto known = rows();
    for (const auto& route : rounds_api::routes()) {
        if (!route.path.starts_with("/api/rounds/v1")) continue;
        const auto key = std::string(name_of(route.method)) + ' ' + std::string(route.path);
        const auto found = known.find(key);
        if (found == known.end()) {
            ADD_FAILURE() << "tests/commands.tsv has no line for " << key;
            continue;
        }
        if (found->second.command == "-")
            EXPECT_FALSE(found->second.reason.empty()) << key << ": say why there is none";
        else
            EXPECT_TRUE(is_command(program, found->second.command)) << key << ": rounds " << found->second.command;
        known.erase(found);
    }
    for (const auto& [key, row] : known) ADD_FAILURE() << "there is no route " << key;
    EXPECT_FALSE(is_command(program, "network nothing"));
}

} // namespace
} // namespace rounds::cli
