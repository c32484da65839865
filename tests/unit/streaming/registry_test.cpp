#include "server/streaming/registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rounds::streaming {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class Deaf final : public Sink
{
public:
    void send(const Stream&, const Message&) override {}
    void refuse(const Refusal&) override {}
    void close(std::uint16_t, std::string_view) override {}
};

class RegistryTest : public ::testing::Test
{
protected:
    ClientPtr join(std::int64_t account)
    {
        auto client = std::make_shared<Client>(
            AccountId{account},
            TokenId{account},
            "read",
            true,
            true,
            std::make_unique<Deaf>(),
            *seats.take(AccountId{account})
        );
        registry.add(client);
        return client;
    }
    void load(std::int64_t account, std::vector<AccountId> authors, bool tags = false)
    {
        registry.load_person(AccountId{account}, {.authors = std::move(authors), .tags = tags, .changes_at = {}});
    }
    static storage::streams::Facts post(std::int64_t author)
    {
        storage::streams::Facts facts;
        facts.id = StatusId{1};
        facts.author = AccountId{author};
        return facts;
    }

    Seats seats{{.all = 100, .per_account = 100}};
    Registry registry;
};

TEST_F(RegistryTest, FindsOnlyThoseWhoFollowTheAuthor)
{
    const auto ann = join(1);
    const auto bob = join(2);
    registry.subscribe(*ann, {.kind = Kind::user});
    registry.subscribe(*bob, {.kind = Kind::user});
    EXPECT_THAT(registry.people_to_load(), ElementsAre(AccountId{1}, AccountId{2}));
    EXPECT_THAT(registry.home_candidates(post(7)), IsEmpty());
    load(1, {AccountId{1}, AccountId{7}});
    load(2, {AccountId{2}, AccountId{8}});
    EXPECT_THAT(registry.people_to_load(), IsEmpty());
    EXPECT_THAT(registry.home_candidates(post(7)), ElementsAre(AccountId{1}));
    EXPECT_THAT(registry.home_candidates(post(8)), ElementsAre(AccountId{2}));
    EXPECT_THAT(registry.home_candidates(post(9)), IsEmpty());

    registry.forget_sources(AccountId{1});
    EXPECT_THAT(registry.people_to_load(), ElementsAre(AccountId{1}));
    load(1, {AccountId{8}});
    EXPECT_THAT(registry.home_candidates(post(7)), IsEmpty());
    EXPECT_THAT(registry.home_candidates(post(8)), ElementsAre(AccountId{1}, AccountId{2}));
}

TEST_F(RegistryTest, FollowersOfTagsMayMeetAnyTaggedPost)
{
    const auto ann = join(1);
    registry.subscribe(*ann, {.kind = Kind::user});
    load(1, {AccountId{1}}, true);
    auto tagged = post(7);
    EXPECT_THAT(registry.home_candidates(tagged), IsEmpty());
    tagged.tags = {"asthma"};
    EXPECT_THAT(registry.home_candidates(tagged), ElementsAre(AccountId{1}));
    tagged.visibility = storage::Visibility::private_;
    EXPECT_THAT(registry.home_candidates(tagged), IsEmpty());
}

TEST_F(RegistryTest, DirectPostsConcernThoseAddressed)
{
    const auto ann = join(1);
    registry.subscribe(*ann, {.kind = Kind::user});
    load(1, {AccountId{1}, AccountId{7}});
    auto direct = post(7);
    direct.visibility = storage::Visibility::direct;
    EXPECT_THAT(registry.home_candidates(direct), IsEmpty());
    direct.mentioned = {AccountId{1}, AccountId{5}};
    EXPECT_THAT(registry.home_candidates(direct), ElementsAre(AccountId{1}));
}

TEST_F(RegistryTest, SubscribesOnceAndForgetsAll)
{
    const auto ann = join(1);
    const Stream tag{.kind = Kind::hashtag, .tag = "Asthma"};
    const Stream list{.kind = Kind::list, .list = ListId{3}};
    EXPECT_TRUE(registry.subscribe(*ann, tag));
    EXPECT_FALSE(registry.subscribe(*ann, tag));
    EXPECT_TRUE(registry.subscribe(*ann, list));
    EXPECT_TRUE(registry.subscribe(*ann, {.kind = Kind::public_local}));
    registry.load_list(ListId{3}, {AccountId{7}});
    EXPECT_THAT(registry.listeners("asthma"), ElementsAre(ann.get()));
    EXPECT_THAT(registry.lists_with(AccountId{7}), ElementsAre(ListId{3}));
    EXPECT_THAT(registry.listeners(ListId{3}), ElementsAre(ann.get()));
    EXPECT_THAT(registry.listeners(Kind::public_local), ElementsAre(ann.get()));
    EXPECT_THAT(registry.listeners(Kind::public_all), IsEmpty());

    registry.remove(ann);
    EXPECT_TRUE(registry.empty());
    EXPECT_THAT(registry.listeners("asthma"), IsEmpty());
    EXPECT_THAT(registry.lists_with(AccountId{7}), IsEmpty());
    EXPECT_THAT(registry.listeners(Kind::public_local), IsEmpty());
    EXPECT_FALSE(registry.subscribe(*ann, tag)) << "it has left";
}

TEST_F(RegistryTest, OneOfTwoDevicesLeaving)
{
    const auto phone = join(1);
    const auto laptop = join(1);
    registry.subscribe(*phone, {.kind = Kind::user});
    registry.subscribe(*laptop, {.kind = Kind::user});
    load(1, {AccountId{7}});
    EXPECT_THAT(registry.clients_of(AccountId{1}), UnorderedElementsAre(phone.get(), laptop.get()));
    registry.remove(phone);
    EXPECT_THAT(registry.clients_of(AccountId{1}), ElementsAre(laptop.get()));
    EXPECT_THAT(registry.home_candidates(post(7)), ElementsAre(AccountId{1}));
    registry.unsubscribe(*laptop, {.kind = Kind::user});
    EXPECT_THAT(registry.home_candidates(post(7)), IsEmpty());
}

TEST(Seats, AreLimitedAndGivenBack)
{
    Seats seats{{.all = 3, .per_account = 2}};
    auto first = seats.take(AccountId{1});
    ASSERT_TRUE(first);
    {
        const auto second = seats.take(AccountId{1});
        ASSERT_TRUE(second);
        EXPECT_EQ(seats.take(AccountId{1}).error(), make_error_code(errc::too_many));
        const auto other = seats.take(AccountId{2});
        ASSERT_TRUE(other);
        EXPECT_EQ(seats.take(AccountId{3}).error(), make_error_code(errc::unavailable));
        EXPECT_EQ(seats.taken(), 3U);
    }
    const Seats::Seat moved{std::move(*first)};
    EXPECT_EQ(seats.taken(), 1U);
    EXPECT_TRUE(seats.take(AccountId{1}));
}

} // namespace
} // namespace rounds::streaming
