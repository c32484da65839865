// The rules of timelines for many readers at once are those for one.
#include "server/social/visibility.hpp"
#include "storage/home.hpp"
#include "storage/lists.hpp"
#include "storage/tags.hpp"
#include "storage/timelines.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/test_database.hpp"

#include <gtest/gtest.h>
#include <random>
#include <set>

namespace rounds::test {
namespace {

using storage::Reading;
using storage::Transaction;
using storage::Visibility;

class World
{
public:
    World(Transaction& tx, unsigned seed) : tx_(tx), random_(seed)
    {
        for (int i = 0; i < 6; ++i) people.push_back(make_user(tx_));
        for (int i = 0; i < 3; ++i)
            people.push_back(make_account(tx_, {.domain = "d" + std::to_string(i) + ".example"}));
        for (int i = 0; i < 5; ++i) make_reader(people[static_cast<std::size_t>(i)]);
        for (int i = 0; i < 60; ++i) make_post();
    }

    std::vector<storage::Account> people;
    std::vector<std::pair<ListId, AccountId>> lists; ///< with owner
    std::vector<StatusId> posts;

private:
    unsigned pick(std::size_t below)
    {
        return std::uniform_int_distribution<unsigned>(0, static_cast<unsigned>(below) - 1)(random_);
    }
    const storage::Account& anybody() { return people[pick(people.size())]; }

    void make_reader(const storage::Account& reader)
    {
        for (const auto& other : people) {
            if (other.id == reader.id) continue;
            if (pick(2) == 0) {
                make_follow(tx_, reader, other);
                if (pick(3) == 0) run("UPDATE follows SET show_reblogs = false", reader.id, other.id);
                if (pick(3) == 0) run("UPDATE follows SET languages = '{de}'", reader.id, other.id);
            }
            if (pick(8) == 0) (void)storage::graph::add_block(tx_, reader.id, other.id);
            if (pick(8) == 0)
                tx_.exec_plain(
                    "INSERT INTO mutes (account_id, target_account_id) VALUES (" + to_string(reader.id) + ", " +
                    to_string(other.id) + ")"
                );
        }
        if (pick(2) == 0)
            tx_.exec_plain(
                "INSERT INTO account_domain_blocks (account_id, domain) VALUES (" + to_string(reader.id) +
                ", 'd0.example')"
            );
        if (pick(2) == 0) storage::tags::follow(tx_, reader.id, "asthma");
        const char* policies[] = {"list", "followed", "none"};
        const auto list = storage::lists::create(
            tx_, reader.id, {.id = {}, .title = "list", .replies_policy = policies[pick(3)], .exclusive = pick(3) == 0}
        );
        lists.emplace_back(list->id, reader.id);
        for (const auto& other : people)
            if (pick(3) == 0)
                tx_.exec_plain(
                    "INSERT INTO list_accounts (list_id, account_id) VALUES (" + to_string(list->id) + ", " +
                    to_string(other.id) + ")"
                );
    }

    void run(const std::string& update, AccountId account, AccountId target)
    {
        tx_.exec_plain(
            update + " WHERE account_id = " + to_string(account) + " AND target_account_id = " + to_string(target)
        );
    }

    void make_post()
    {
        if (!posts.empty() && pick(5) == 0) return make_boost();
        StatusSpec spec;
        spec.visibility = static_cast<Visibility>(pick(6) < 3 ? 0 : pick(4));
        if (!alive_.empty() && pick(3) == 0) spec.in_reply_to = alive_[pick(alive_.size())];
        if (pick(3) == 0) spec.mentions = {anybody().id};
        if (pick(3) == 0) spec.tags = {"Asthma"};
        if (pick(3) == 0) spec.language = pick(2) == 0 ? "de" : "en";
        const auto made = make_status(tx_, anybody(), spec);
        posts.push_back(made.id);
        if (pick(12) == 0)
            storage::statuses::remove(tx_, made.id);
        else
            alive_.push_back(made.id);
    }

    void make_boost()
    {
        const auto of = storage::statuses::find(tx_, posts[pick(posts.size())]);
        if (!of || of->reblog_of) return;
        auto boost = *of;
        boost.id = storage::statuses::next_id(tx_);
        boost.account = anybody().id;
        boost.uri += "/boost" + to_string(boost.id);
        boost.reblog_of = of->id;
        if (storage::statuses::insert(tx_, boost)) posts.push_back(boost.id);
    }

    Transaction& tx_;
    std::mt19937 random_;
    std::vector<StatusId> alive_; ///< posts that were neither deleted nor are boosts
};

class Readings : public ::testing::Test
{
protected:
    void SetUp() override
    {
        const auto seed = std::random_device{}();
        trace_ = std::make_unique<::testing::ScopedTrace>(__FILE__, __LINE__, "seed " + std::to_string(seed));
        database_.db().transact_blocking([&](Transaction& tx) { world_ = std::make_unique<World>(tx, seed); });
    }
    template <class F> void with(F body) { database_.db().transact_blocking(std::move(body)); }
    [[nodiscard]] std::vector<Reading> all() const
    {
        std::vector<Reading> readings;
        for (const auto& person : world_->people)
            for (const auto post : world_->posts) readings.push_back({person.id, post});
        return readings;
    }
    static storage::accounts::Page whole()
    {
        storage::accounts::Page page;
        page.limit = 1000;
        return page;
    }
    template <class Entry>
    static std::set<std::pair<std::int64_t, std::int64_t>> keys(const std::vector<Entry>& entries)
    {
        std::set<std::pair<std::int64_t, std::int64_t>> found;
        for (const auto& [who, post] : entries) found.emplace(to_int(who), to_int(post));
        return found;
    }

    TestDatabase database_;
    std::unique_ptr<World> world_;
    std::unique_ptr<::testing::ScopedTrace> trace_;
};

TEST_F(Readings, OfHomeTimelines)
{
    with([&](Transaction& tx) {
        std::vector<Reading> one_by_one;
        for (const auto& person : world_->people)
            for (const auto& entry : storage::home::accept(tx, person.id, world_->posts))
                one_by_one.push_back({person.id, entry.id});
        auto accepted = storage::home::accept_posts(tx, all());
        EXPECT_GT(accepted.size(), 10U) << "no posts were tested";
        const auto boosts = storage::home::accept_boosts(tx, all());
        EXPECT_FALSE(boosts.empty()) << "no boosts were tested";
        accepted.insert(accepted.end(), boosts.begin(), boosts.end());
        // Of boosts only what may be seen.
        EXPECT_EQ(keys(accepted), keys(social::visible(tx, one_by_one)));
        EXPECT_GT(one_by_one.size(), 10U) << "nothing was tested";
    });
}

TEST_F(Readings, OfThePublicTimeline)
{
    with([&](Transaction& tx) {
        std::vector<Reading> one_by_one;
        for (const auto& person : world_->people)
            for (const auto id :
                 storage::timelines::public_timeline(tx, storage::timelines::Origin::any, false, person.id, whole()))
                one_by_one.push_back({person.id, id});
        EXPECT_EQ(keys(storage::timelines::public_readings(tx, all())), keys(one_by_one));
        EXPECT_GT(one_by_one.size(), 10U);
    });
}

TEST_F(Readings, OfLists)
{
    with([&](Transaction& tx) {
        std::vector<storage::timelines::ListReading> wanted;
        std::vector<storage::timelines::ListReading> one_by_one;
        for (const auto& [list, owner] : world_->lists) {
            for (const auto post : world_->posts) wanted.push_back({list, post});
            for (const auto id : storage::timelines::list_timeline(tx, list, owner, whole()))
                one_by_one.push_back({list, id});
        }
        EXPECT_EQ(keys(storage::timelines::list_readings(tx, wanted)), keys(one_by_one));
        EXPECT_GT(one_by_one.size(), 5U);
    });
}

TEST_F(Readings, OfFlags)
{
    with([&](Transaction& tx) {
        tx.exec_plain("INSERT INTO favourites (account_id, status_id) SELECT a.id, s.id FROM accounts a, statuses s"
                      " WHERE (a.id + s.id) % 3 = 0 AND s.reblog_of_id IS NULL");
        const auto readings = all();
        std::vector<std::pair<AccountId, storage::statuses::Flagged>> asked;
        for (const auto& [reader, id] : readings) asked.push_back({reader, {.id = id, .conversation = {}}});
        const auto together = storage::statuses::flags(tx, asked);
        ASSERT_EQ(together.size(), readings.size());
        std::size_t favourites = 0;
        for (std::size_t i = 0; i < readings.size(); ++i) {
            const auto alone =
                storage::statuses::look(tx, readings[i].reader, {.posts = {asked[i].second}}).flags.front();
            EXPECT_EQ(together[i].favourited, alone.favourited);
            EXPECT_EQ(together[i].reblogged, alone.reblogged);
            favourites += alone.favourited ? 1 : 0;
        }
        EXPECT_GT(favourites, 10U);
    });
}

} // namespace
} // namespace rounds::test
