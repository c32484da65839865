#include "tests/support/test_database.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <memory>
#include <string>

namespace rounds::storage {
namespace {

/// What deploy/schema-dump prints for the database; empty when it fails.
std::string dump_of(const std::string& url)
{
    std::string quoted;
    for (const char c : url) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    const std::string command = std::string(ROUNDS_SOURCE_DIR) + "/deploy/schema-dump '" + quoted + "'";
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), &pclose);
    std::string text;
    std::array<char, 4096> buffer{};
    while (pipe) {
        const auto size = fread(buffer.data(), 1, buffer.size(), pipe.get());
        if (size == 0) break;
        text.append(buffer.data(), size);
    }
    return text;
}

/// The first line in which the two differ, for the message.
std::string first_difference(const std::string& a, const std::string& b)
{
    const auto [at, ignored] = std::ranges::mismatch(a, b);
    const auto begin = a.rfind('\n', static_cast<std::size_t>(at - a.begin()));
    const auto from = begin == std::string::npos ? 0 : begin + 1;
    return a.substr(from, a.find('\n', from) - from);
}

TEST(Schema, FileEqualsAFreshMigration)
{
    const test::TestDatabase scratch;
    const auto fresh = dump_of(scratch.url());
    ASSERT_NE(fresh, "");
    const std::string file = std::string(ROUNDS_SOURCE_DIR) + "/migrations/schema.sql";
    if (std::getenv("ROUNDS_UPDATE_SCHEMA")) { // NOLINT(concurrency-mt-unsafe): nothing sets the environment
        std::ofstream(file) << fresh;
        GTEST_SKIP() << "wrote " << file;
    }
    std::ifstream in(file);
    const std::string kept((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    EXPECT_TRUE(kept == fresh) << "migrations/schema.sql is not what the migrations make; first in the file:\n  "
                               << first_difference(kept, fresh) << "\nfirst in the database:\n  "
                               << first_difference(fresh, kept) << "\nWrite it anew with\n  ROUNDS_UPDATE_SCHEMA=1 "
                               << "build/dev/integration_tests --gtest_filter=Schema.*";
}

} // namespace
} // namespace rounds::storage
