#include "server/social/verbs.hpp"
#include "server/workers/outbox_worker.hpp"
#include "server/workers/task_worker.hpp"
#include "storage/accounts.hpp"
#include "storage/lists.hpp"
#include "storage/personal.hpp"
#include "tests/integration/accounts/accounts_site.hpp"
#include "tests/integration/api/api_site.hpp"

#include <gmock/gmock.h>

namespace rounds::test {
namespace {

using enum AccountsSite::Mail;
using enum http::Method;
using storage::Transaction;
using ::testing::HasSubstr;
using ::testing::Not;

struct Settings : ::testing::Test
{
    AccountsSite site{off};
    AccountId ann = site.site().add_person("ann", password);
    Browser browser = site.browser();

    void SetUp() override { ASSERT_EQ(browser.log_in("ann", password).status, 303U); }

    template <class F> auto run(F body) { return site.site().db().transact_blocking(body); }
    storage::Account account(const std::string& name)
    {
        return run([&](Transaction& tx) { return storage::accounts::find_by_handle(tx, name, std::nullopt).value(); });
    }
    std::size_t run_tasks()
    {
        auto& app = site.app();
        workers::TaskWorker worker({.db = app.work_db, .urls = app.urls, .clock = app.clock}, {.threads = 0});
        return worker.drain();
    }
    http::Response bring(const std::string& kind, const std::string& content, Browser* by = nullptr)
    {
        auto& with = by == nullptr ? browser : *by;
        const auto token = input_value(with.get("/settings/data"), "form_token");
        std::string body;
        for (const auto& [name, value] : Fields{{"form_token", token}, {"kind", kind}})
            body += "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
        body += "--x\r\nContent-Disposition: form-data; name=\"data\"; filename=\"a.csv\"\r\nContent-Type: "
                "text/csv\r\n\r\n" +
                content + "\r\n--x--\r\n";
        auto request = make_request(
            post,
            "/settings/data/import",
            {{"Content-Type", "multipart/form-data; boundary=x"}, {"Origin", "https://mercy.example"}}
        );
        request.body = body;
        std::string cookies;
        for (const auto& [name, value] : with.cookies()) cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
        request.headers.set("Cookie", cookies);
        return site.site().send(request);
    }
};

TEST_F(Settings, ListLogInsAndEndEach)
{
    auto other = site.browser();
    ASSERT_EQ(other.log_in("ann", password).status, 303U);
    site.site().add_person("bea", password);
    auto bea = site.browser();
    ASSERT_EQ(bea.log_in("bea", password).status, 303U);
    const auto page = browser.get("/settings");
    EXPECT_THAT(page.body, HasSubstr("This browser."));
    const std::string mark = "/settings/sessions/";
    const auto at = page.body.find(mark);
    ASSERT_NE(at, std::string::npos);
    const auto action = page.body.substr(at, page.body.find('"', at) - at);
    ASSERT_TRUE(action.ends_with("/end")) << action;
    // N61: another person's log-in cannot be told from one that never was.
    const Fields beas{{"form_token", input_value(bea.get("/settings"), "form_token")}};
    EXPECT_EQ(bea.post(action, beas).status, 404U);
    EXPECT_TRUE(logged_in(other));
    EXPECT_EQ(browser.post(action, {}).status, 403U) << "without the form's token";
    EXPECT_EQ(AccountsSite::send_form(browser, page, action, {}).status, 303U);
    EXPECT_FALSE(logged_in(other));
    EXPECT_TRUE(logged_in(browser));
    EXPECT_TRUE(logged_in(bea));
}

TEST_F(Settings, ChangeThePasswordAndEndAllOtherAccess)
{
    auto other = site.browser();
    ASSERT_EQ(other.log_in("ann", password).status, 303U);
    const auto token = site.site().add_token(ann);
    const auto change = [&](const std::string& present, const std::string& chosen) {
        const Fields fields{{"current_password", present}, {"password", chosen}, {"again", chosen}};
        return AccountsSite::send_form(browser, browser.get("/settings/password"), "/settings/password", fields);
    };
    EXPECT_EQ(change("wrong", other_password).status, 422U);
    EXPECT_EQ(change(password, "short").status, 422U);
    EXPECT_TRUE(logged_in(other));
    EXPECT_EQ(change(password, other_password).status, 200U);
    EXPECT_TRUE(logged_in(browser));
    EXPECT_FALSE(logged_in(other));
    EXPECT_EQ(site.api(get, "/api/v1/accounts/verify_credentials", token).status, 401U);
    auto fresh = site.browser();
    EXPECT_EQ(fresh.log_in("ann", password).status, 422U);
    EXPECT_EQ(fresh.log_in("ann", other_password).status, 303U);
}

TEST_F(Settings, WithoutMailAnAddressChangesAtOnce)
{
    site.site().add_person("bea", password);
    const auto change = [&](const std::string& email) {
        const Fields fields{{"current_password", password}, {"email", email}};
        return AccountsSite::send_form(browser, browser.get("/settings/email"), "/settings/email", fields).status;
    };
    EXPECT_EQ(change("nothing"), 422U);
    EXPECT_EQ(change("Bea@mercy.example"), 422U);
    EXPECT_EQ(change("ann@work.example"), 200U);
    EXPECT_EQ(site.count("SELECT count(*) FROM users WHERE email = 'ann@work.example' AND confirmed_at IS NULL"), 1);
}

TEST_F(Settings, DeleteTheAccountHereAndElsewhere)
{
    const auto token = site.site().add_token(ann);
    const auto bea = site.site().add_person("bea", password);
    run([&](Transaction& tx) {
        const auto author = storage::accounts::find(tx, ann).value();
        const auto other = storage::accounts::find(tx, bea).value();
        const auto remote = make_account(tx, {.username = "rex", .domain = "other.example"});
        (void)make_follow(tx, remote, author);
        EXPECT_TRUE(social::follow(tx, site.app().urls, author, other, {}));
        (void)make_status(tx, author, {.content = "<p>What I have told</p>"});
        const auto post = make_status(tx, other, {});
        EXPECT_TRUE(social::favourite(tx, site.app().urls, author, post.id));
    });
    EXPECT_EQ(site.count("SELECT followers_count FROM account_stats WHERE account_id = " + to_string(bea)), 1);
    const auto remove = [&](Fields fields) {
        return AccountsSite::send_form(browser, browser.get("/settings/delete"), "/settings/delete", std::move(fields));
    };
    EXPECT_EQ(remove({{"current_password", password}}).status, 422U) << "not sure";
    EXPECT_EQ(remove({{"current_password", "wrong"}, {"sure", "true"}}).status, 422U);
    EXPECT_EQ(browser.get("/@ann").status, 200U);
    EXPECT_EQ(remove({{"current_password", password}, {"sure", "true"}}).status, 200U);

    EXPECT_FALSE(logged_in(browser));
    EXPECT_EQ(site.api(get, "/api/v1/accounts/verify_credentials", token).status, 401U);
    EXPECT_NE(browser.get("/@ann").status, 200U);
    EXPECT_EQ(site.count("SELECT count(*) FROM users WHERE email = 'ann@mercy.example'"), 0);
    EXPECT_EQ(run_tasks(), 0U) << "the Delete is addressed first";
    auto& app = site.app();
    workers::OutboxWorker outbox(
        {.db = app.work_db, .keyring = app.keyring, .urls = app.urls, .clock = app.clock, .on_deliveries = {}},
        {.threads = 0}
    );
    outbox.drain();
    EXPECT_EQ(
        site.count("SELECT count(*) FROM activities WHERE kind = 'Delete' AND account_id = " + to_string(ann)), 1
    );
    EXPECT_EQ(site.count("SELECT count(*) FROM deliveries WHERE inbox_url LIKE '%other.example%'"), 1);
    EXPECT_GE(run_tasks(), 1U);
    EXPECT_EQ(site.count("SELECT count(*) FROM statuses WHERE content LIKE '%told%'"), 0);
    EXPECT_EQ(site.count("SELECT count(*) FROM follows"), 0);
    EXPECT_EQ(site.count("SELECT count(*) FROM favourites"), 0);
    EXPECT_EQ(site.count("SELECT coalesce(sum(favourites_count), 0) FROM status_stats"), 0);
    EXPECT_EQ(site.count("SELECT followers_count FROM account_stats WHERE account_id = " + to_string(bea)), 0);
    EXPECT_EQ(site.count("SELECT count(*) FROM oauth_tokens WHERE account_id = " + to_string(ann)), 0);
    EXPECT_EQ(site.count("SELECT count(*) FROM actor_keys WHERE account_id = " + to_string(ann)), 2)
        << "to sign the Delete";
}

TEST_F(Settings, ListsAreTakenAndBroughtBack)
{
    site.site().add_person("bea", password);
    site.site().add_person("cleo", password);
    const auto rex =
        run([](Transaction& tx) { return make_account(tx, {.username = "rex", .domain = "other.example"}); });
    run([&](Transaction& tx) {
        const auto me = storage::accounts::find(tx, ann).value();
        const auto bea = storage::accounts::find_by_handle(tx, "bea", std::nullopt).value();
        const auto cleo = storage::accounts::find_by_handle(tx, "cleo", std::nullopt).value();
        const social::FollowOptions options{.show_reblogs = false, .notify = true, .languages = {"en", "de"}};
        EXPECT_TRUE(social::follow(tx, site.app().urls, me, bea, options));
        const auto list = storage::lists::create(tx, ann, {.title = "=HYPERLINK(\"x\")"}).value();
        EXPECT_TRUE(storage::lists::add_members(tx, ann, list.id, {bea.id}));
        EXPECT_TRUE(social::block(tx, me, cleo));
        EXPECT_TRUE(storage::graph::add_mute(tx, ann, rex.id, false, {}));
        storage::personal::block_domain(tx, ann, "spam.example");
        const auto post = make_status(tx, bea, {});
        EXPECT_TRUE(social::bookmark(tx, me, post.id));
    });
    const auto file = [&](const std::string& name) {
        const auto answer = browser.get("/settings/data/" + name);
        EXPECT_EQ(answer.status, 200U) << name;
        EXPECT_EQ(answer.content_type, "text/csv; charset=utf-8");
        EXPECT_THAT(std::string(answer.headers.get("Content-Disposition")), HasSubstr("attachment"));
        EXPECT_THAT(std::string(answer.headers.get("Cache-Control")), HasSubstr("no-store"));
        return answer.body;
    };
    const std::map<std::string, std::string> kept{
        {"follows", file("following_accounts.csv")},
        {"lists", file("lists.csv")},
        {"blocks", file("blocked_accounts.csv")},
        {"mutes", file("muted_accounts.csv")},
        {"domain_blocks", file("blocked_domains.csv")},
        {"bookmarks", file("bookmarks.csv")},
    };
    EXPECT_EQ(
        kept.at("follows"),
        "Account address,Show boosts,Notify on new posts,Languages\r\nbea@mercy.example,false,true,\"en, de\"\r\n"
    );
    EXPECT_EQ(kept.at("lists"), "\"'=HYPERLINK(\"\"x\"\")\",bea@mercy.example\r\n") << "N75";
    EXPECT_EQ(kept.at("blocks"), "cleo@mercy.example\r\n");
    EXPECT_EQ(kept.at("mutes"), "Account address,Hide notifications\r\nrex@other.example,false\r\n");
    EXPECT_EQ(kept.at("domain_blocks"), "spam.example\r\n");
    EXPECT_EQ(browser.get("/settings/data/else.csv").status, 404U);
    auto stranger = site.browser();
    EXPECT_EQ(stranger.get("/settings/data/bookmarks.csv").status, 303U);

    site.site().add_person("dora", password);
    auto dora = site.browser();
    ASSERT_EQ(dora.log_in("dora", password).status, 303U);
    for (const auto* kind : {"follows", "lists", "blocks", "mutes", "domain_blocks", "bookmarks"}) {
        EXPECT_EQ(bring(kind, kept.at(kind), &dora).status, 303U) << kind;
        EXPECT_GE(run_tasks(), 1U) << kind;
    }
    for (const auto& [kind, name] : std::map<std::string, std::string>{
             {"follows", "following_accounts.csv"},
             {"lists", "lists.csv"},
             {"blocks", "blocked_accounts.csv"},
             {"mutes", "muted_accounts.csv"},
             {"domain_blocks", "blocked_domains.csv"},
             {"bookmarks", "bookmarks.csv"}
         })
        EXPECT_EQ(dora.get("/settings/data/" + name).body, kept.at(kind)) << kind;
    EXPECT_EQ(site.count("SELECT count(*) FROM imports WHERE done = total AND failed = 0"), 6);
    EXPECT_THAT(dora.get("/settings/data").body, HasSubstr("lines done: 1/1"));
}

/// An outbox as archives hold it.
std::string outbox(const std::string& items)
{
    return R"({"type":"OrderedCollection","orderedItems":[)" + items + "]}";
}

std::string created(const std::string& id, const std::string& more)
{
    return R"({"type":"Create","actor":"https://old.example/users/ann","object":{"type":"Note","id":"https://old.example/)" +
           id + R"(","attributedTo":"https://old.example/users/ann","content":"<p>)" + id +
           R"(<script>x</script></p>")" + more + "}}";
}

TEST_F(Settings, PostsOfAnArchiveComeBackForTheirAuthorAlone)
{
    constexpr const char* to_all = R"(,"to":["https://www.w3.org/ns/activitystreams#Public"])";
    constexpr const char* to_followers = R"(,"to":"https://old.example/users/ann/followers")";
    const std::string dated =
        R"(,"published":"2019-05-01T10:00:00Z","sensitive":true,"summary":"careful","contentMap":{"es":"x"})";
    const auto file = outbox(
        created("newer", std::string(R"(,"published":"2020-02-02T10:00:00Z")") + to_followers) + "," +
        created("older", dated + to_all) + "," +
        created("message", R"(,"published":"2019-05-01T10:00:00Z","to":["https://old.example/users/bob"])") + "," +
        created("undated", to_all) + "," +
        created("tomorrow", std::string(R"(,"published":"2999-01-01T00:00:00Z")") + to_all) +
        R"(,{"type":"Announce","actor":"https://old.example/users/ann","object":"https://far.example/1"},)"
        R"({"type":"Create","actor":"https://old.example/users/ann","object":{"type":"Note","id":"https://old.example/forged",)"
        R"("attributedTo":"https://old.example/users/bob","content":"not mine","published":"2019-05-01T10:00:00Z",)"
        R"("to":"https://www.w3.org/ns/activitystreams#Public"}})"
    );
    const auto told = [&] {
        return site.count("SELECT (SELECT count(*) FROM notifications) + (SELECT count(*) FROM deliveries) + "
                          "(SELECT count(*) FROM jobs WHERE kind <> 'import')");
    };
    const auto before = told();
    for (int times = 0; times < 2; ++times) {
        ASSERT_EQ(bring("posts", file).status, 303U);
        EXPECT_GE(run_tasks(), 1U);
        EXPECT_EQ(site.count("SELECT count(*) FROM statuses WHERE uri LIKE '%/brought/%'"), 2) << "once, however often";
    }
    EXPECT_EQ(
        site.count("SELECT count(*) FROM imports WHERE kind = 'posts' AND total = 4 AND done = 4 AND failed = 2"), 2
    );
    EXPECT_EQ(told(), before) << "nobody hears of it";
    EXPECT_THAT(browser.get("/settings/data").body, HasSubstr("lines done: 4/4"));

    Phone own(site.site(), ann);
    EXPECT_EQ(own.get("/api/v1/accounts/verify_credentials").at("statuses_count"), 0) << "that number is public";
    const auto list = own.get("/api/v1/accounts/" + to_string(ann) + "/statuses").as_array();
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[0].at("created_at"), "2020-02-02T10:00:00.000Z") << "as old as it is";
    EXPECT_EQ(list[1].at("created_at"), "2019-05-01T10:00:00.000Z");
    EXPECT_EQ(list[1].at("visibility"), "direct");
    EXPECT_EQ(list[1].at("spoiler_text"), "careful");
    EXPECT_EQ(list[1].at("language"), "es");
    const std::string content(list[1].at("content").as_string());
    EXPECT_THAT(content, HasSubstr("Brought from an archive"));
    EXPECT_THAT(content, HasSubstr("https://old.example/older"));
    EXPECT_THAT(content, Not(HasSubstr("script")));
    Phone other(site.site(), "bob");
    EXPECT_TRUE(other.get("/api/v1/accounts/" + to_string(ann) + "/statuses").as_array().empty());
    EXPECT_EQ(other.status_of("/api/v1/statuses/" + std::string(list[0].at("id").as_string())), 404U);
    EXPECT_EQ(site.count("SELECT count(*) FROM statuses WHERE source LIKE '%older%'"), 0)
        << "sealed, as what is direct is";

    EXPECT_EQ(bring("posts", "no json").status, 422U);
    EXPECT_EQ(bring("posts", R"({"type":"OrderedCollection"})").status, 422U);
    EXPECT_EQ(bring("posts", outbox("")).status, 422U);
}

TEST_F(Settings, ImportsTellWhatCouldNotBeDone)
{
    site.site().add_person("bea", password);
    EXPECT_EQ(bring("follows", "nobody@nowhere.example\nbea@mercy.example\nann@mercy.example\n").status, 303U);
    EXPECT_GE(run_tasks(), 1U);
    EXPECT_EQ(site.count("SELECT failed FROM imports"), 2) << "somebody unknown, and oneself";
    EXPECT_EQ(site.count("SELECT count(*) FROM follows"), 1);
    EXPECT_THAT(browser.get("/settings/data").body, HasSubstr("not possible: 2"));

    EXPECT_EQ(bring("passwords", "a\n").status, 422U);
    EXPECT_EQ(bring("follows", "").status, 422U);
    EXPECT_EQ(bring("follows", "\"open").status, 422U);
    EXPECT_EQ(bring("follows", std::string("a\0b\n", 4)).status, 422U);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(bring("follows", "bea@mercy.example\n").status, 303U);
    EXPECT_EQ(bring("follows", "bea@mercy.example\n").status, 422U) << "three wait already";
}

} // namespace
} // namespace rounds::test
