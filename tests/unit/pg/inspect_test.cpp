#include "storage/pg/inspect.hpp"

#include <gtest/gtest.h>

namespace rounds::storage {
namespace {

TEST(WithoutPassword, ShowsTheRestOfAConnectionString)
{
    const std::pair<const char*, const char*> cases[] = {
        {"", ""},
        {"host=db dbname=rounds", "host=db dbname=rounds"},
        {"host=db password=secret dbname=rounds", "host=db password=*** dbname=rounds"},
        {"host=db password = 'two \\' words' dbname=rounds", "host=db password = *** dbname=rounds"},
        {"password='not closed", "password=***"},
        {"password='ends in \\", "password=***"},
        {"postgresql://rounds:secret@db:5432/rounds", "postgresql://rounds:***@db:5432/rounds"},
        {"postgresql://rounds:se@cret@db/rounds", "postgresql://rounds:***@db/rounds"},
        {"postgresql://rounds@db:5432/rounds", "postgresql://rounds@db:5432/rounds"},
        {"postgresql://db/rounds?user=rounds&password=secret&sslmode=require",
         "postgresql://db/rounds?user=rounds&password=***&sslmode=require"},
    };
    for (const auto& [given, shown] : cases) EXPECT_EQ(without_password(given), shown) << given;
}

} // namespace
} // namespace rounds::storage
