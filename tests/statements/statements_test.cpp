#include "storage/pg/connection.hpp"
#include "tests/support/test_database.hpp"

#include <gtest/gtest.h>
#include <set>
#include <string>

namespace rounds::storage {
namespace {

/// Statements of the tests themselves are named test.*; they have tables of their own.
bool of_the_program(const Statement& statement)
{
    return !std::string_view(statement.name()).starts_with("test.");
}

TEST(Statements, AllCanBePreparedOnTheMigratedSchema)
{
    const test::TestDatabase scratch;
    Connection connection(connection_string(scratch.url(), "rounds tests"));
    std::size_t prepared = 0;
    for (const auto* statement : Statement::all()) {
        if (!of_the_program(*statement)) continue;
        try {
            connection.prepare(*statement);
            ++prepared;
        } catch (const std::exception& e) {
            ADD_FAILURE() << e.what() << "\n" << statement->sql();
        }
    }
    EXPECT_GT(prepared, 0U);
}

TEST(Statements, HaveNamesOfTheirOwn)
{
    std::set<std::string> names;
    for (const auto* statement : Statement::all())
        EXPECT_TRUE(names.insert(statement->name()).second || !of_the_program(*statement)) << statement->name();
}

} // namespace
} // namespace rounds::storage
