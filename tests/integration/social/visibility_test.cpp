#include "server/social/visibility.hpp"
#include "storage/guard.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/test_database.hpp"

#include <gtest/gtest.h>

namespace rounds::social {
namespace {

using storage::Transaction;
using storage::Visibility;

class VisibilityRule : public ::testing::Test
{
protected:
    template <class F> void with(F body) { database_.db().transact_blocking(std::move(body)); }
    test::TestDatabase database_;
};

constexpr Visibility all[] = {Visibility::public_, Visibility::unlisted, Visibility::private_, Visibility::direct};

/// Every visibility with every standing that can be put into the tables.
TEST_F(VisibilityRule, SqlAndCppAgreeOnEveryCombination)
{
    with([](Transaction& tx) {
        int seen = 0;
        for (const auto visibility : all)
            for (int bits = 0; bits < 32; ++bits) {
                const Standing standing{
                    .author = (bits & 1) != 0,
                    .mentioned = (bits & 2) != 0,
                    .follows_author = (bits & 4) != 0,
                    .blocked_by_author = (bits & 8) != 0,
                    .author_usable = (bits & 16) == 0,
                };
                const auto author = test::make_account(tx);
                const auto viewer = standing.author ? author : test::make_account(tx);
                test::StatusSpec spec;
                spec.visibility = visibility;
                if (standing.mentioned) spec.mentions = {viewer.id};
                const auto status = test::make_status(tx, author, spec);
                if (standing.follows_author) test::make_follow(tx, viewer, author);
                if (standing.blocked_by_author) (void)storage::graph::add_block(tx, author.id, viewer.id);
                if (!standing.author_usable) storage::accounts::set_suspended(tx, author.id, true);

                const bool expected = may_see(visibility, standing);
                seen += expected ? 1 : 0;
                EXPECT_EQ(find_visible(tx, status.id, viewer.id).has_value(), expected)
                    << static_cast<int>(visibility) << ' ' << bits;
                EXPECT_EQ(visible(tx, {status.id}, viewer.id).size(), expected ? 1U : 0U);
                const std::vector<storage::Reading> reading{{viewer.id, status.id}};
                EXPECT_EQ(visible(tx, reading).size(), expected ? 1U : 0U);
            }
        EXPECT_GT(seen, 10);
        EXPECT_LT(seen, 100);
    });
}

TEST_F(VisibilityRule, WithoutAnAccountOnlyOpenPostsAreSeen)
{
    with([](Transaction& tx) {
        const auto author = test::make_account(tx);
        std::vector<StatusId> ids;
        for (const auto visibility : all) {
            test::StatusSpec spec;
            spec.visibility = visibility;
            ids.push_back(test::make_status(tx, author, spec).id);
        }
        const std::vector<StatusId> backwards(ids.rbegin(), ids.rend());
        const auto before = tx.statements();
        EXPECT_EQ(visible(tx, backwards, {}), (std::vector{ids[1], ids[0]}));
        EXPECT_EQ(tx.statements() - before, 1U);
    });
}

TEST_F(VisibilityRule, HeldPostsAreHiddenFromStrangersOnly)
{
    with([](Transaction& tx) {
        const auto author = test::make_account(tx);
        const auto viewer = test::make_account(tx);
        const auto status = test::make_status(tx, author);
        storage::guard::hold(tx, status.id, {"mrn"});
        EXPECT_EQ(
            find_visible(tx, status.id, {}).has_value(),
            may_see(Visibility::public_, {.held_back = true, .anonymous = true})
        );
        EXPECT_EQ(
            find_visible(tx, status.id, viewer.id).has_value(), may_see(Visibility::public_, {.held_back = true})
        );
        EXPECT_FALSE(find_visible(tx, status.id, {}));
        ASSERT_TRUE(storage::guard::decide_hold(tx, status.id, "released", {}));
        EXPECT_TRUE(find_visible(tx, status.id, {}));
    });
}

TEST_F(VisibilityRule, AFollowRequestIsNoFollow)
{
    with([](Transaction& tx) {
        const auto author = test::make_account(tx);
        const auto viewer = test::make_account(tx);
        test::StatusSpec spec;
        spec.visibility = Visibility::private_;
        const auto status = test::make_status(tx, author, spec);
        storage::graph::Follow request;
        request.account = viewer.id;
        request.target = author.id;
        request.uri = "https://mercy.example/f/1";
        ASSERT_TRUE(storage::graph::add_follow(tx, request));
        EXPECT_FALSE(find_visible(tx, status.id, viewer.id));
    });
}

TEST_F(VisibilityRule, DeletedPostsAreSeenByNobody)
{
    with([](Transaction& tx) {
        const auto author = test::make_account(tx);
        const auto status = test::make_status(tx, author);
        storage::statuses::remove(tx, status.id);
        const auto found = find_visible(tx, status.id, author.id);
        ASSERT_FALSE(found);
        EXPECT_EQ(found.error(), errc::not_found);
    });
}

TEST_F(VisibilityRule, ABoostShowsNothingThatIsHidden)
{
    with([](Transaction& tx) {
        const auto author = test::make_account(tx);
        const auto booster = test::make_account(tx);
        const auto viewer = test::make_account(tx);
        const auto status = test::make_status(tx, author);
        auto boost = status;
        boost.id = storage::statuses::next_id(tx);
        boost.uri += "/boost";
        boost.account = booster.id;
        boost.reblog_of = status.id;
        ASSERT_TRUE(storage::statuses::insert(tx, boost));
        EXPECT_TRUE(find_visible(tx, boost.id, viewer.id));
        ASSERT_TRUE(storage::graph::add_block(tx, author.id, viewer.id));
        EXPECT_FALSE(find_visible(tx, boost.id, viewer.id));
    });
}

} // namespace
} // namespace rounds::social
