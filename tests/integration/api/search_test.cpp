#include "tests/integration/api/task_rig.hpp"

namespace rounds::test {
namespace {

using http::Method;

class ApiSearch : public ApiTest
{
protected:
    static void SetUpTestSuite()
    {
        ApiTest::SetUpTestSuite();
        open = new Phone(*site, "open_author");
        open->ask(Method::patch, "/api/v1/accounts/update_credentials", {{"indexable", true}});
    }
    static void TearDownTestSuite()
    {
        delete open;
        ApiTest::TearDownTestSuite();
    }
    static std::vector<std::string> found(Phone& by, const std::string& query, const std::string& more = "")
    {
        index_all(*site);
        const auto target = "/api/v2/search?type=statuses&q=" + urlencoded({{"", query}}).substr(1) + more;
        return ids_in(by.get(target).at("statuses"));
    }
    static std::string say_in(Phone& by, const std::string& language, const std::string& text)
    {
        return id_of(by.post("/api/v1/statuses", {{"status", text}, {"language", language}}));
    }

    static inline Phone* open = nullptr; ///< lets posts be found
};

TEST_F(ApiSearch, FindsWhatConsentsAndWhatIsOnesOwn)
{
    const auto mine = ann->say("zebrafinch of my own", "private");
    const auto consented = open->say("a zebrafinch for everybody");
    const auto closed = bob->say("a zebrafinch by somebody who does not want to be found");
    const auto whispered = open->say("zebrafinch in private", "private");
    EXPECT_EQ(found(*ann, "zebrafinch"), (std::vector{consented, mine}));
    EXPECT_EQ(found(*bob, "zebrafinch"), (std::vector{closed, consented}));
    EXPECT_EQ(found(*open, "zebrafinch"), (std::vector{whispered, consented}));
    EXPECT_EQ(found(*ann, "zebrafinch in:library"), (std::vector{mine}));
    EXPECT_EQ(found(*ann, "zebrafinch in:public"), (std::vector{consented}));
    auto nobody = ann->stranger();
    EXPECT_EQ(nobody.status_of("/api/v2/search?q=zebrafinch&type=statuses"), 401U);
}

/// They stand in no index: the newest ones are opened for whoever wrote or got them.
TEST_F(ApiSearch, FindsOnesOwnDirectMessages)
{
    const auto sent = ann->say("@bob the Kôkako sings", "direct");
    const auto answer = bob->say("@ann the kokako is silent today", "direct", sent);
    const auto noted = ann->say("a kokako for myself", "direct");
    EXPECT_EQ(found(*ann, "kokako"), (std::vector{noted, answer, sent}));
    EXPECT_EQ(found(*bob, "kokako"), (std::vector{answer, sent}));
    EXPECT_TRUE(found(*open, "kokako").empty()) << "somebody else";
    EXPECT_EQ(found(*ann, "kokako -silent"), (std::vector{noted, sent}));
    EXPECT_EQ(found(*ann, "\"kokako is\""), (std::vector{answer}));
    EXPECT_EQ(found(*ann, "kokako from:bob"), (std::vector{answer}));
    EXPECT_TRUE(found(*ann, "kokako in:public").empty());
    EXPECT_TRUE(found(*ann, "kokako has:image").empty());
    EXPECT_EQ(found(*ann, "kokako", "&limit=1"), (std::vector{noted}));
    EXPECT_EQ(found(*ann, "kokako", "&max_id=" + answer), (std::vector{sent}));
    bob->post("/api/v1/accounts/" + to_string(ann->id) + "/mute");
    EXPECT_EQ(found(*bob, "kokako"), (std::vector{answer})) << "not of whom one mutes";
    bob->post("/api/v1/accounts/" + to_string(ann->id) + "/unmute");
    EXPECT_EQ(count_in(*site, "SELECT count(*) FROM status_words WHERE status_id = " + sent), 0) << "in no index";
}

TEST_F(ApiSearch, FindsWhatOneTookUp)
{
    const auto liked = bob->say("quokka liked");
    const auto marked = bob->say("quokka marked");
    const auto boosted = bob->say("quokka boosted");
    const auto named = bob->say("quokka for @ann", "private");
    const auto whispered = bob->say("quokka for @ann alone", "direct");
    bob->say("quokka unseen");
    ann->post(unlimited_path(liked, "/favourite"));
    ann->post(unlimited_path(marked, "/bookmark"));
    ann->post(unlimited_path(boosted, "/reblog"));
    EXPECT_EQ(found(*ann, "quokka"), (std::vector{whispered, named, boosted, marked, liked}));
    ann->post(unlimited_path(liked, "/unfavourite"));
    EXPECT_EQ(found(*ann, "quokka"), (std::vector{whispered, named, boosted, marked}));
}

TEST_F(ApiSearch, WordsAreTakenUnderTheRulesOfTheirLanguage)
{
    const auto english = say_in(*open, "en", "Walking okapis are running tired");
    EXPECT_EQ(found(*ann, "okapis walk"), (std::vector{english}));
    EXPECT_EQ(found(*ann, "okapis walks language:en"), (std::vector{english}));
    const auto german = say_in(*open, "de", "Die Behandlungen der Okapiherde");
    EXPECT_EQ(found(*ann, "behandlung okapiherde language:de"), (std::vector{german}));
    EXPECT_EQ(found(*ann, "Behandlungen Okapiherde"), (std::vector{german})) << "as it stands, in any language";
    EXPECT_TRUE(found(*ann, "okapis language:fr").empty());
}

TEST_F(ApiSearch, PhrasesExclusionsAndMarkup)
{
    const auto one = open->say("axolotl grows back https://axolotl.example/secretpath");
    const auto two = open->say("back grows the axolotl");
    EXPECT_EQ(found(*ann, "\"axolotl grows\""), (std::vector{one}));
    EXPECT_EQ(found(*ann, "axolotl -\"grows back\""), (std::vector{two}));
    EXPECT_TRUE(found(*ann, "-axolotl").empty()) << "everything else is no answer";
    EXPECT_TRUE(found(*ann, "noopener axolotl").empty()) << "attributes are no words";
}

TEST_F(ApiSearch, OperatorsNarrow)
{
    const auto plain = open->say("capybara plain");
    const auto asked = id_of(open->post(
        "/api/v1/statuses", {{"status", "capybara?"}, {"poll", {{"options", {"yes", "marmot"}}, {"expires_in", 600}}}}
    ));
    const auto answer = open->say("capybara answer", "public", plain);
    const auto own = ann->say("capybara mine");
    EXPECT_EQ(found(*ann, "capybara has:poll"), (std::vector{asked}));
    EXPECT_EQ(found(*ann, "marmot"), (std::vector{asked})) << "options are words of the post";
    EXPECT_EQ(found(*ann, "capybara is:reply"), (std::vector{answer}));
    EXPECT_EQ(found(*ann, "capybara -is:reply -has:poll from:open_author"), (std::vector{plain}));
    EXPECT_EQ(found(*ann, "capybara from:me"), (std::vector{own}));
    EXPECT_TRUE(found(*ann, "capybara from:nobody_of_that_name").empty());
    EXPECT_TRUE(found(*ann, "capybara before:2020-01-01").empty());
    EXPECT_EQ(found(*ann, "capybara after:2020-01-01").size(), 4U);
    EXPECT_EQ(found(*ann, "from:open_author has:poll"), (std::vector{asked})) << "an author needs no words";
}

TEST_F(ApiSearch, PagesFollowTheOffset)
{
    std::vector<std::string> all;
    for (int i = 0; i < 5; ++i) all.insert(all.begin(), open->say("pangolin " + std::to_string(i)));
    EXPECT_EQ(found(*ann, "pangolin", "&limit=2"), (std::vector{all[0], all[1]}));
    EXPECT_EQ(found(*ann, "pangolin", "&limit=2&offset=2"), (std::vector{all[2], all[3]}));
    EXPECT_EQ(found(*ann, "pangolin", "&max_id=" + all[2]), (std::vector{all[3], all[4]}));
}

TEST_F(ApiSearch, WhatWasDeletedOrRewordedIsNotFoundByItsOldWords)
{
    const auto id = open->say("ibexhorn first");
    EXPECT_EQ(found(*ann, "ibexhorn"), (std::vector{id}));
    open->ask(Method::put, unlimited_path(id), {{"status", "chamois instead"}});
    const auto until = [&](const std::string& query, const std::vector<std::string>& wanted) {
        for (int i = 0; i < 10'000; ++i)
            if (found(*ann, query) == wanted) return true;
        return false;
    };
    EXPECT_TRUE(until("chamois", {id}));
    EXPECT_TRUE(found(*ann, "ibexhorn").empty());
    open->ask(Method::del, unlimited_path(id));
    EXPECT_TRUE(found(*ann, "chamois").empty());
}

TEST_F(ApiSearch, ThoseWhomOneHidesAreNotFound)
{
    Phone loud(*site, "loud");
    loud.ask(Method::patch, "/api/v1/accounts/update_credentials", {{"indexable", true}});
    const auto id = loud.say("numbat");
    EXPECT_EQ(found(*ann, "numbat"), (std::vector{id}));
    ann->post("/api/v1/accounts/" + to_string(loud.id) + "/mute");
    EXPECT_TRUE(found(*ann, "numbat").empty());
    loud.post("/api/v1/accounts/" + to_string(bob->id) + "/block");
    EXPECT_TRUE(found(*bob, "numbat").empty());
    loud.ask(Method::patch, "/api/v1/accounts/update_credentials", {{"indexable", false}});
    EXPECT_TRUE(found(*open, "numbat").empty()) << "consent can be taken back";
}

TEST_F(ApiSearch, AConditionIsFoundByWhateverItIsCalled)
{
    const auto id = open->say("Living with a hemangiosarcoma");
    EXPECT_EQ(found(*ann, "angiosarcoma"), (std::vector{id})) << "a synonym of the vocabulary";
    EXPECT_EQ(found(*ann, "Angiosarcoma from:open_author"), (std::vector{id}));
}

/// The statement itself, planned as on a large instance: not by reading every row.
TEST_F(ApiSearch, UsesTheIndexOfWords)
{
    const auto all = storage::Statement::all();
    const auto found_sql = std::ranges::find(all, std::string_view("search.statuses"), &storage::Statement::name);
    ASSERT_NE(found_sql, all.end());
    const std::string sql = (*found_sql)->sql();
    const auto plan = site->db().transact_blocking([&](storage::Transaction& tx) {
        tx.exec_plain("SET LOCAL enable_seqscan = off");
        tx.exec_plain("SET LOCAL enable_indexscan = off");
        tx.exec_plain("PREPARE looked_at AS " + sql);
        std::string text;
        const auto rows = tx.exec_plain(
            "EXPLAIN EXECUTE looked_at('zebrafinch', 1, NULL, true, true, NULL, NULL, NULL, NULL, NULL, NULL, NULL, "
            "NULL, NULL, NULL, NULL, NULL, NULL, 20, 0)"
        );
        for (const auto row : rows) text += row.at(0).as<std::string>() + '\n';
        tx.exec_plain("DEALLOCATE looked_at");
        return text;
    });
    EXPECT_NE(plan.find("Bitmap Index Scan on status_words_by_word"), std::string::npos) << plan;
    EXPECT_EQ(plan.find("Seq Scan on status_words"), std::string::npos) << plan;
    EXPECT_EQ(plan.find("Seq Scan on statuses"), std::string::npos) << plan;
}

TEST_F(ApiSearch, AccountsAndTagsAreStillFound)
{
    open->say("about #numbats");
    const auto all = ann->get("/api/v2/search?q=open_au");
    EXPECT_EQ(ids_in(all.at("accounts")), (std::vector{to_string(open->id)}));
    EXPECT_EQ(ann->get("/api/v2/search?q=numba&type=hashtags").at("hashtags").at(0).at("name"), "numbats");
    EXPECT_TRUE(ann->get("/api/v2/search?q=numba&type=hashtags").at("statuses").as_array().empty());
}

/// As apps do that look people up before they act on them: whom one blocks must be found to be let go.
boost::asio::awaitable<result<AccountId>> answer(AccountId id)
{
    co_return id;
}

/// Who is known is asked for too, so that they are read again once they are old; only when the app wants that.
TEST_F(ApiSearch, PeopleElsewhereAreLookedUpWhenTheAppAsks)
{
    const auto rosa = site->db().transact_blocking([](storage::Transaction& tx) {
        return make_account(tx, {.username = "rosa", .domain = "social.example"});
    });
    std::vector<std::string> asked;
    site->app().resolver.handle = [&](std::string handle, app::Resolver::Read read) {
        EXPECT_EQ(read, app::Resolver::Read::when_old);
        asked.push_back(std::move(handle));
        return answer(rosa.id);
    };
    const std::string target = "/api/v2/search?type=accounts&q=@rosa@social.example";
    EXPECT_EQ(ids_in(ann->get(target).at("accounts")), std::vector{to_string(rosa.id)});
    EXPECT_TRUE(asked.empty());
    EXPECT_EQ(ids_in(ann->get(target + "&resolve=true").at("accounts")), std::vector{to_string(rosa.id)});
    EXPECT_EQ(asked, std::vector<std::string>{"rosa@social.example"});
    change_in(*site, "UPDATE accounts SET suspended_at = now() WHERE username = 'rosa'");
    EXPECT_TRUE(ann->get(target + "&resolve=true").at("accounts").as_array().empty());
    EXPECT_EQ(asked.size(), 1U) << "who is suspended is not asked for";
    site->app().resolver = {};
}

TEST_F(ApiSearch, AWholeNameFindsAlsoWhomOneBlocks)
{
    Phone rude(*site, "rude_neighbour");
    ann->post("/api/v1/accounts/" + to_string(rude.id) + "/block");
    const auto by = [](const std::string& query) { return ids_in(ann->get("/api/v2/search?" + query).at("accounts")); };
    EXPECT_TRUE(by("q=rude_neigh&type=accounts").empty());
    EXPECT_EQ(by("q=rude_neighbour&type=accounts"), (std::vector{to_string(rude.id)}));
    EXPECT_TRUE(by("q=rude_neighbour&type=accounts&following=true").empty());
}

TEST_F(ApiSearch, CostsAFixedNumberOfQueries)
{
    open->say("wombat 0");
    index_all(*site);
    const auto least = [&] {
        std::size_t queries = 1000;
        for (int i = 0; i < 3; ++i) {
            site->app().api->statuses.clear();
            queries =
                std::min(queries, queries_of([&] { ann->get("/api/v2/search?type=statuses&q=wombat&limit=40"); }));
        }
        return queries;
    };
    const auto few = least();
    for (int i = 1; i < 20; ++i) open->say("wombat " + std::to_string(i));
    index_all(*site);
    EXPECT_EQ(least(), few);
    EXPECT_LE(few, 16U);
}

} // namespace
} // namespace rounds::test
