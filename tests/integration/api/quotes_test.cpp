#include "server/api/shown.hpp"
#include "tests/integration/api/task_rig.hpp"

#include <algorithm>

namespace rounds::test {
namespace {

using http::Method;

class ApiQuotes : public ApiTest
{
protected:
    static json::object
    form(const std::string& text, const std::string& quoted, const std::string& visibility = "public")
    {
        return {{"status", text}, {"quoted_status_id", quoted}, {"visibility", visibility}};
    }
    static json::value quote(
        Phone& by, const std::string& quoted, const std::string& visibility = "public", const std::string& text = "Look"
    )
    {
        return by.post("/api/v1/statuses", form(text, quoted, visibility));
    }
    static std::string state(const json::value& status)
    {
        return std::string(status.at("quote").at("state").as_string());
    }
    static std::string say_for(Phone& by, const std::string& policy)
    {
        return id_of(by.post("/api/v1/statuses", {{"status", "Words"}, {"quote_approval_policy", policy}}));
    }
    static json::value seen_by(Phone& viewer, const std::string& id) { return viewer.get(unlimited_path(id)); }
    static std::string may(const json::value& status)
    {
        return std::string(status.at("quote_approval").at("current_user").as_string());
    }
    static json::array notes_of(Phone& phone, const std::string& kind)
    {
        return phone.get("/api/v1/notifications?types[]=" + kind).as_array();
    }
    static std::string revoke_path(const std::string& quoted, const std::string& quoting)
    {
        return unlimited_path(quoted, "/quotes/" + quoting + "/revoke");
    }
    static constexpr const char* denied =
        "Validation failed: The quoted post cannot be quoted by you, or not in a post with this visibility";
};

TEST_F(ApiQuotes, APostThatMayBeQuotedIsShownAtOnce)
{
    const auto words = ann->say("Walking helps");
    const auto quoting = quote(*bob, words);
    EXPECT_EQ(state(quoting), "accepted");
    const auto& shown = quoting.at("quote").at("quoted_status");
    EXPECT_EQ(id_of(shown), words);
    EXPECT_EQ(shown.at("content"), "<p>Walking helps</p>");
    EXPECT_TRUE(shown.at("quote").is_null());
    EXPECT_EQ(shown.at("account").at("username"), "ann");
    const auto content = std::string(quoting.at("content").as_string());
    EXPECT_TRUE(content.starts_with("<p class=\"quote-inline\">RE: <a href=\"https://mercy.example/@ann/" + words))
        << content;
    EXPECT_TRUE(content.ends_with("</a></p><p>Look</p>")) << content;

    EXPECT_EQ(seen_by(*ann, words).at("quotes_count"), 1);
    EXPECT_EQ(ids_in(ann->get(unlimited_path(words, "/quotes"))), std::vector{id_of(quoting)});
    const auto notes = notes_of(*ann, "quote");
    ASSERT_EQ(notes.size(), 1U);
    EXPECT_EQ(id_of(notes[0].at("status")), id_of(quoting));
    EXPECT_EQ(notes[0].at("account").at("username"), "bob");
    EXPECT_EQ(ann->stranger().status_of(unlimited_path(words, "/quotes")), 401U) << "for people with an account";

    bob->ask(Method::del, unlimited_path(id_of(quoting)));
    site->read_events();
    EXPECT_EQ(seen_by(*ann, words).at("quotes_count"), 0);
    EXPECT_TRUE(ann->get(unlimited_path(words, "/quotes")).as_array().empty());
}

TEST_F(ApiQuotes, ThePolicySaysWhoMayQuote)
{
    Phone author(*site, "policy_author");
    Phone follower(*site, "policy_follower");
    follow(follower, author);
    const auto open = say_for(author, "public");
    const auto some = say_for(author, "followers");
    const auto none = say_for(author, "nobody");
    EXPECT_EQ(seen_by(*bob, open).at("quote_approval").at("automatic"), (json::array{"public"}));
    EXPECT_EQ(seen_by(*bob, some).at("quote_approval").at("automatic"), (json::array{"followers"}));
    EXPECT_EQ(seen_by(*bob, none).at("quote_approval").at("automatic"), json::array{});
    EXPECT_EQ(seen_by(*bob, none).at("quote_approval").at("manual"), json::array{});
    EXPECT_EQ(may(seen_by(*bob, open)), "automatic");
    EXPECT_EQ(may(seen_by(*bob, some)), "denied");
    EXPECT_EQ(may(seen_by(follower, some)), "automatic");
    EXPECT_EQ(may(seen_by(follower, none)), "denied");
    EXPECT_EQ(may(seen_by(author, none)), "automatic");
    auto stranger = author.stranger();
    EXPECT_EQ(may(seen_by(stranger, open)), "denied") << "without an account nobody quotes";

    EXPECT_EQ(refusal(*bob, Method::post, "/api/v1/statuses", form("x", some)), denied);
    EXPECT_EQ(refusal(follower, Method::post, "/api/v1/statuses", form("x", none)), denied);
    EXPECT_EQ(state(quote(follower, some)), "accepted");
    EXPECT_EQ(state(quote(author, none)), "accepted") << "one's own words";
    EXPECT_TRUE(notes_of(author, "quote").size() == 1U) << "of oneself nobody is told";
    EXPECT_EQ(
        refusal(author, Method::post, "/api/v1/statuses", {{"status", "x"}, {"quote_approval_policy", "friends"}}),
        "Validation failed: Quote approval policy is not included in the list"
    );
}

/// security.md N60, N71: nothing of a post reaches anybody through a quote who could not see it anyway.
TEST_F(ApiQuotes, AHiddenPostCannotBeQuotedAndLooksLikeNone)
{
    Phone author(*site, "hidden_author");
    const auto quiet = author.say("between us only", "private");
    const auto direct = author.say("@bob eyes only", "direct");
    for (const auto& id : {quiet, std::string("1")}) {
        const auto answer = bob->ask(Method::post, "/api/v1/statuses", form("x", id));
        EXPECT_EQ(answer.status, 404U);
        EXPECT_EQ(answer.body, R"({"error":"Record not found"})");
    }
    EXPECT_EQ(bob->status_of(unlimited_path(quiet, "/quotes")), 404U);
    EXPECT_EQ(
        bob->ask(Method::put, unlimited_path(quiet, "/interaction_policy"), {{"quote_approval_policy", "public"}})
            .status,
        404U
    );
    EXPECT_EQ(refusal(*bob, Method::post, "/api/v1/statuses", form("x", direct)), denied);
    EXPECT_EQ(refusal(author, Method::post, "/api/v1/statuses", form("x", direct)), denied);

    const auto own = quote(author, quiet);
    EXPECT_EQ(own.at("visibility"), "private") << "no wider than what it shows";
    EXPECT_EQ(own.at("quote_approval").at("automatic"), json::array{});
    const auto follower_only = author.post(
        "/api/v1/statuses", {{"status", "x"}, {"visibility", "private"}, {"quote_approval_policy", "public"}}
    );
    EXPECT_EQ(follower_only.at("quote_approval").at("automatic"), json::array{});
}

TEST_F(ApiQuotes, EachReaderSeesOfAQuotedPostWhatTheyMay)
{
    Phone author(*site, "reader_author");
    Phone blocked(*site, "reader_blocked");
    const auto words = author.say("a canary sings");
    const auto quoting = id_of(quote(*bob, words));
    const auto ask_about = [&](Phone& viewer) {
        const auto answer = viewer.ask(Method::get, "/api/v1/statuses?id[]=" + quoting + "&id[]=" + words);
        return std::pair{answer.body, json::parse(answer.body)};
    };
    EXPECT_EQ(state(seen_by(blocked, quoting)), "accepted");
    author.post("/api/v1/accounts/" + to_string(blocked.id) + "/block");
    const auto [text, list] = ask_about(blocked);
    EXPECT_EQ(text.find("canary"), std::string::npos) << "the quoted post may not slip in as one of its own either";
    ASSERT_EQ(list.as_array().size(), 1U);
    EXPECT_EQ(state(list.at(0)), "unauthorized");
    EXPECT_TRUE(list.at(0).at("quote").at("quoted_status").is_null());

    const auto about_author = "/api/v1/accounts/" + to_string(author.id);
    ann->post(about_author + "/mute");
    EXPECT_EQ(state(seen_by(*ann, quoting)), "muted_account");
    EXPECT_EQ(id_of(seen_by(*ann, quoting).at("quote").at("quoted_status")), words) << "clients fold it away";
    ann->post(about_author + "/unmute");
    ann->post(about_author + "/block");
    EXPECT_EQ(state(seen_by(*ann, quoting)), "blocked_account");
    ann->post(about_author + "/unblock");
    EXPECT_EQ(state(seen_by(*ann, quoting)), "accepted");

    author.ask(Method::del, unlimited_path(words));
    const auto after = seen_by(*ann, quoting);
    EXPECT_EQ(state(after), "deleted");
    EXPECT_TRUE(after.at("quote").at("quoted_status").is_null());
}

TEST_F(ApiQuotes, WhoIsNamedInAPrivateQuoteSeesNotWhatItShows)
{
    Phone author(*site, "circle_author");
    Phone named(*site, "circle_named");
    Phone follower(*site, "circle_follower");
    follow(follower, author);
    const auto words = author.say("for my circle", "private");
    const auto quoting = id_of(quote(author, words, "private", "@circle_named hello"));
    EXPECT_EQ(state(seen_by(follower, quoting)), "accepted");
    EXPECT_EQ(state(seen_by(named, quoting)), "unauthorized");
    EXPECT_TRUE(seen_by(named, quoting).at("quote").at("quoted_status").is_null());
}

TEST_F(ApiQuotes, AQuoteInsideAQuoteIsNamedByItsIdAlone)
{
    Phone third(*site, "third");
    const auto words = ann->say("first");
    const auto second = id_of(quote(*bob, words));
    const auto outer = quote(third, second);
    const auto& inner = outer.at("quote").at("quoted_status").at("quote");
    EXPECT_EQ(inner.at("state"), "accepted");
    EXPECT_EQ(inner.at("quoted_status_id"), json::value(words));
    EXPECT_FALSE(inner.as_object().contains("quoted_status"));
    ann->ask(Method::del, unlimited_path(words));
    const auto after = seen_by(third, id_of(outer)).at("quote").at("quoted_status").at("quote");
    EXPECT_EQ(after.at("state"), "deleted");
    EXPECT_TRUE(after.at("quoted_status_id").is_null());
}

TEST_F(ApiQuotes, TheAuthorTakesAQuoteBack)
{
    const auto words = ann->say("mine");
    const auto other = ann->say("another");
    const auto quoting = id_of(quote(*bob, words));
    EXPECT_EQ(bob->ask(Method::post, revoke_path(words, quoting)).status, 403U) << "not by who quotes";
    EXPECT_EQ(ann->ask(Method::post, revoke_path(other, quoting)).status, 404U) << "it does not quote that one";
    EXPECT_EQ(ann->ask(Method::post, revoke_path(words, "1")).status, 404U);
    const auto revoked = ann->post(revoke_path(words, quoting));
    EXPECT_EQ(id_of(revoked), quoting);
    EXPECT_EQ(state(revoked), "revoked");
    EXPECT_TRUE(revoked.at("quote").at("quoted_status").is_null());
    EXPECT_EQ(revoked.at("content"), "<p>Look</p>") << "no way to it either";
    EXPECT_EQ(ann->post(revoke_path(words, quoting)).at("id"), json::value(quoting)) << "twice is no error";
    EXPECT_EQ(seen_by(*bob, words).at("quotes_count"), 0);
    EXPECT_TRUE(bob->get(unlimited_path(words, "/quotes")).as_array().empty());
}

TEST_F(ApiQuotes, ThePolicyOfAPostIsChangedWithoutAnEdit)
{
    const auto words = say_for(*ann, "public");
    const auto quoting = id_of(quote(*bob, words));
    const auto path = unlimited_path(words, "/interaction_policy");
    EXPECT_EQ(bob->ask(Method::put, path, {{"quote_approval_policy", "public"}}).status, 403U);
    EXPECT_EQ(ann->ask(Method::put, path, {{"quote_approval_policy", "x"}}).status, 422U);
    const auto changed = Phone::parsed(ann->ask(Method::put, path, {{"quote_approval_policy", "nobody"}}));
    EXPECT_EQ(changed.at("quote_approval").at("automatic"), json::array{});
    EXPECT_TRUE(changed.at("edited_at").is_null());
    EXPECT_EQ(state(seen_by(*bob, quoting)), "accepted") << "what was accepted stays";
    EXPECT_EQ(refusal(*bob, Method::post, "/api/v1/statuses", form("x", words)), denied);
    const auto edited = Phone::parsed(
        ann->ask(Method::put, unlimited_path(words), {{"status", "Words"}, {"quote_approval_policy", "followers"}})
    );
    EXPECT_EQ(edited.at("quote_approval").at("automatic"), (json::array{"followers"}));
    EXPECT_TRUE(edited.at("edited_at").is_null()) << "the same wording";
}

TEST_F(ApiQuotes, WhoQuotedIsToldOfEachEdit)
{
    Phone author(*site, "editor");
    Phone quoter(*site, "quoter");
    const auto words = author.say("one");
    const auto quoting = id_of(quote(quoter, words));
    for (const auto* wording : {"two", "three"}) author.ask(Method::put, unlimited_path(words), {{"status", wording}});
    const auto notes = notes_of(quoter, "quoted_update");
    ASSERT_EQ(notes.size(), 2U);
    EXPECT_EQ(id_of(notes[0].at("status")), quoting) << "their own post";
    EXPECT_EQ(notes[0].at("account").at("username"), "editor");
    EXPECT_TRUE(notes_of(quoter, "update").empty());
    quoter.ask(Method::put, unlimited_path(quoting), {{"status", "Look again"}});
    const auto edited = seen_by(*bob, quoting);
    EXPECT_EQ(id_of(edited.at("quote").at("quoted_status")), words) << "an edit takes no quote away";
}

TEST_F(ApiQuotes, AQuoteHasNoFilesNoPollAndNeedsItsAuthorInPrivateTalk)
{
    const auto words = ann->say("words");
    auto with_poll = form("x", words);
    with_poll["poll"] = {{"options", {"a", "b"}}, {"expires_in", 3600}};
    const std::string alone = "Validation failed: Cannot attach files or a poll to a post that quotes another one";
    EXPECT_EQ(refusal(*bob, Method::post, "/api/v1/statuses", with_poll), alone);
    auto with_file = form("x", words);
    with_file["media_ids"] = json::array{"1"};
    EXPECT_EQ(refusal(*bob, Method::post, "/api/v1/statuses", with_file), alone);
    const auto quoting = id_of(quote(*bob, words));
    EXPECT_EQ(
        refusal(*bob, Method::put, unlimited_path(quoting), {{"status", "x"}, {"poll", with_poll.at("poll")}}), alone
    );
    EXPECT_EQ(refusal(*bob, Method::post, "/api/v1/statuses", form("behind a back", words, "direct")), denied);
    EXPECT_EQ(state(quote(*bob, words, "direct", "@ann to your face")), "accepted");
}

TEST_F(ApiQuotes, ABoostStandsForThePostAndMayShowAQuote)
{
    const auto words = ann->say("boosted words");
    const auto boost = id_of(bob->post(unlimited_path(words, "/reblog")));
    const auto quoting = quote(*bob, boost);
    EXPECT_EQ(id_of(quoting.at("quote").at("quoted_status")), words);
    const auto boosted = ann->post(unlimited_path(id_of(quoting), "/reblog"));
    EXPECT_EQ(id_of(boosted.at("reblog").at("quote").at("quoted_status")), words);
    EXPECT_TRUE(boosted.at("quote").is_null());
}

TEST_F(ApiQuotes, QuotingPrivatelyLetsTheAuthorSeeIt)
{
    Phone author(*site, "quoted_quietly");
    Phone quoter(*site, "quiet_quoter");
    const auto words = author.say("words");
    const auto quoting = id_of(quote(quoter, words, "private"));
    EXPECT_EQ(notes_of(author, "quote").size(), 1U);
    EXPECT_TRUE(notes_of(author, "mention").empty());
    EXPECT_EQ(state(author.post(revoke_path(words, quoting))), "revoked");
    EXPECT_EQ(seen_by(quoter, words).at("quotes_count"), 0);
    EXPECT_EQ(bob->status_of(unlimited_path(quoting)), 404U);
}

TEST_F(ApiQuotes, QuotesArePagedAndOnlyThoseThatMayBeSeen)
{
    Phone author(*site, "paged_author");
    Phone quoter(*site, "paged_quoter");
    const auto words = author.say("words");
    std::vector<std::string> made;
    for (int i = 0; i < 5; ++i) made.insert(made.begin(), id_of(quote(quoter, words)));
    (void)quote(quoter, words, "private");
    EXPECT_EQ(ids_in(bob->get(unlimited_path(words, "/quotes"))), made);
    const auto page = bob->ask(Method::get, unlimited_path(words, "/quotes?limit=2"));
    EXPECT_EQ(ids_in(Phone::parsed(page)), (std::vector{made[0], made[1]}));
    EXPECT_NE(page.headers.get("Link").find("max_id=" + made[1]), std::string_view::npos);
    EXPECT_EQ(
        ids_in(bob->get(unlimited_path(words, "/quotes?limit=2&max_id=" + made[1]))), (std::vector{made[2], made[3]})
    );
    EXPECT_EQ(
        ids_in(bob->get(unlimited_path(words, "/quotes?limit=2&min_id=" + made[4]))), (std::vector{made[2], made[3]})
    );
}

TEST_F(ApiQuotes, TheUsualPolicyIsAPreference)
{
    Phone person(*site, "careful");
    EXPECT_EQ(person.get("/api/v1/preferences").at("posting:default:quote_policy"), "public");
    const auto changed = Phone::parsed(
        person.ask(Method::patch, "/api/v1/accounts/update_credentials", {{"source", {{"quote_policy", "nobody"}}}})
    );
    EXPECT_EQ(changed.at("source").at("quote_policy"), "nobody");
    EXPECT_EQ(person.get("/api/v1/preferences").at("posting:default:quote_policy"), "nobody");
    EXPECT_EQ(may(seen_by(*bob, person.say("words"))), "denied");
    EXPECT_EQ(
        refusal(person, Method::patch, "/api/v1/accounts/update_credentials", {{"source", {{"quote_policy", "x"}}}}),
        "Validation failed: Quote approval policy is not included in the list"
    );
}

TEST_F(ApiQuotes, AScheduledQuoteIsCheckedNowAndMadeThen)
{
    const auto words = ann->say("words");
    const auto hidden = ann->say("hidden", "private");
    auto later = form("then", words);
    later["scheduled_at"] = "2099-01-01T00:00:00.000Z";
    later["quote_approval_policy"] = "followers";
    const auto kept = bob->post("/api/v1/statuses", later);
    EXPECT_EQ(kept.at("params").at("quoted_status_id"), json::value(words));
    EXPECT_EQ(kept.at("params").at("quote_approval_policy"), "followers");
    auto other = later;
    other["quoted_status_id"] = hidden;
    EXPECT_EQ(bob->ask(Method::post, "/api/v1/statuses", other).status, 404U);
    change_in(*site, "UPDATE scheduled_statuses SET scheduled_at = now() WHERE id = " + id_of(kept));
    make_due(*site, "publish_scheduled");
    run_tasks(*site);
    const auto made = bob->get("/api/v1/accounts/" + to_string(bob->id) + "/statuses?limit=1").at(0);
    EXPECT_EQ(id_of(made.at("quote").at("quoted_status")), words);
    EXPECT_EQ(made.at("quote_approval").at("automatic"), (json::array{"followers"}));
}

TEST_F(ApiQuotes, FiltersLookAtTheQuotedWordsToo)
{
    Phone reader(*site, "filtering");
    const auto words = ann->say("wombats everywhere");
    const auto quoting = id_of(quote(*bob, words));
    reader.post(
        "/api/v2/filters",
        {{"title", "no wombats"}, {"context", {"home"}}, {"keywords_attributes", {{{"keyword", "wombats"}}}}}
    );
    const auto seen = seen_by(reader, quoting);
    EXPECT_TRUE(seen.at("filtered").as_array().empty());
    EXPECT_EQ(seen.at("quote").at("quoted_status").at("filtered").as_array().size(), 1U);
}

TEST_F(ApiQuotes, APageOfThemCostsAsManyQueriesAsOne)
{
    Phone author(*site, "costly_author");
    Phone quoter(*site, "costly_quoter");
    Phone reader(*site, "costly_reader");
    follow(reader, quoter);
    const auto list = "/api/v1/accounts/" + to_string(quoter.id) + "/statuses?limit=40";
    const auto least = [&] {
        std::size_t queries = 1000;
        for (int i = 0; i < 3; ++i) {
            site->app().api->statuses.clear();
            queries = std::min(queries, queries_of([&] { reader.get(list); }));
        }
        return queries;
    };
    const auto words = author.say("words");
    (void)quote(quoter, id_of(quote(author, words)));
    const auto one = least();
    for (int i = 0; i < 20; ++i) (void)quote(quoter, id_of(quote(author, author.say("more"))));
    EXPECT_EQ(least(), one);
    EXPECT_LE(one, 12U);
}

TEST_F(ApiQuotes, AStreamTellsEachReaderWhatTheyMaySee)
{
    Phone author(*site, "streamed_author");
    Phone blocked(*site, "streamed_blocked");
    const auto words = author.say("a stream of words");
    const auto quoting = *parse_id<StatusId>(id_of(quote(*bob, words)));
    author.post("/api/v1/accounts/" + to_string(blocked.id) + "/block");
    auto& app = site->app();
    const auto shown = site->db().transact_blocking([&](storage::Transaction& tx) {
        return api::Shown::to_many(
            *app.api,
            app.clock.now(),
            tx,
            {{.reader = ann->id, .status = quoting}, {.reader = blocked.id, .status = quoting}}
        );
    });
    EXPECT_EQ(json::parse(shown.at(ann->id).json(quoting)), seen_by(*ann, to_string(quoting)));
    EXPECT_EQ(state(json::parse(shown.at(ann->id).json(quoting))), "accepted");
    EXPECT_EQ(state(json::parse(shown.at(blocked.id).json(quoting))), "unauthorized");
}

TEST_F(ApiQuotes, APageShowsAPublicQuoteToEverybody)
{
    const auto words = ann->say("words for a page");
    const auto quoting = id_of(quote(*bob, words));
    const auto page = Browser(*site).get("/@bob/" + quoting);
    EXPECT_EQ(page.status, 200U);
    EXPECT_NE(page.body.find("words for a page"), std::string::npos);
    EXPECT_EQ(page.body.find("quote-inline"), std::string::npos) << "not twice";
    ann->post(revoke_path(words, quoting));
    EXPECT_EQ(Browser(*site).get("/@bob/" + quoting).body.find("words for a page"), std::string::npos);
}

} // namespace
} // namespace rounds::test
