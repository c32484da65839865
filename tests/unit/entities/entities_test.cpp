#include "server/api/filter_cache.hpp"
#include "server/entities/account.hpp"
#include "server/entities/filter.hpp"
#include "server/entities/instance.hpp"
#include "server/entities/poll.hpp"
#include "server/entities/relationship.hpp"
#include "server/entities/status.hpp"
#include "server/entities/tag.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace rounds::entities {
namespace {

const social::Urls urls{"https://mercy.example"};

Site site()
{
    return {.urls = urls, .emojis = {{.shortcode = "ward", .category = std::nullopt, .visible_in_picker = true}}};
}

Time at(const char* text)
{
    return *parse_iso8601(text);
}

storage::AccountView ann()
{
    storage::AccountView view;
    auto& a = view.account;
    a.id = AccountId{12};
    a.username = "ann";
    a.uri = "https://mercy.example/users/ann";
    a.url = "https://mercy.example/@ann";
    a.actor_type = "Person";
    a.display_name = "Ann :ward:";
    a.note = "<p>Hi</p>";
    a.fields = {{.name = "site", .value = "<a>x</a>", .source = "x", .verified_at = std::nullopt}};
    a.created_at = at("2026-11-22T09:00:00.123456Z");
    view.stats = {.statuses = 3, .followers = 2, .following = 1, .last_status_at = at("2026-11-22T10:00:00Z")};
    return view;
}

storage::StatusView post()
{
    storage::StatusView view;
    view.author = ann();
    auto& s = view.status;
    s.id = StatusId{77};
    s.uri = "https://mercy.example/users/ann/statuses/77";
    s.url = "https://mercy.example/@ann/77";
    s.account = AccountId{12};
    s.visibility = storage::Visibility::private_;
    s.local = true;
    s.content = "<p>Hello</p>";
    s.created_at = at("2026-11-22T09:30:00Z");
    view.stats = {.replies = 1, .reblogs = 2, .favourites = 3};
    view.mentions = {
        {.account = AccountId{13},
         .username = "bob",
         .domain = "other.example",
         .uri = "u",
         .url = "https://o/@bob",
         .silent = false},
        {.account = AccountId{14},
         .username = "eve",
         .domain = std::nullopt,
         .uri = "u",
         .url = "https://o/@eve",
         .silent = true}
    };
    view.tags = {{.id = TagId{1}, .name = "asthma", .display_name = "Asthma"}};
    return view;
}

TEST(Entities, AccountIsComplete)
{
    const auto expected = json::parse(R"({
        "id": "12", "username": "ann", "acct": "ann", "display_name": "Ann :ward:", "locked": false, "bot": false,
        "discoverable": false, "indexable": false, "group": false, "created_at": "2026-11-22T09:00:00.123Z",
        "note": "<p>Hi</p>", "url": "https://mercy.example/@ann", "uri": "https://mercy.example/users/ann",
        "avatar": "https://mercy.example/assets/avatar.png", "avatar_static": "https://mercy.example/assets/avatar.png",
        "header": "https://mercy.example/assets/header.png", "header_static": "https://mercy.example/assets/header.png",
        "avatar_description": "", "header_description": "", "show_media": true, "show_media_replies": true,
        "show_featured": true,
        "followers_count": 2, "following_count": 1, "statuses_count": 3, "last_status_at": "2026-11-22",
        "hide_collections": true, "noindex": true,
        "emojis": [{"shortcode": "ward", "url": "https://mercy.example/assets/emoji/ward",
                    "static_url": "https://mercy.example/assets/emoji/ward", "visible_in_picker": true, "category": null}],
        "roles": [], "fields": [{"name": "site", "value": "<a>x</a>", "verified_at": null}],
        "feature_approval": {"automatic": [], "manual": [], "current_user": "denied"}})");
    EXPECT_EQ(json::value(account(ann(), site())), expected) << json::serialize(account(ann(), site()));
}

TEST(Entities, CountsOfRemoteAccountsAreTheirOrigins)
{
    auto view = ann();
    view.account.domain = "other.example";
    view.account.remote_followers_count = 5000;
    const auto o = account(view, site());
    EXPECT_EQ(o.at("acct"), "ann@other.example");
    EXPECT_EQ(o.at("followers_count"), 5000);
    EXPECT_TRUE(o.at("emojis").as_array().empty()) << "our emojis are not theirs";
}

TEST(Entities, StatusIsComplete)
{
    auto o = status(post(), site());
    EXPECT_EQ(o.at("account").at("id"), "12");
    o.erase("account");
    const auto expected = json::parse(R"({
        "id": "77", "created_at": "2026-11-22T09:30:00.000Z", "in_reply_to_id": null, "in_reply_to_account_id": null,
        "sensitive": false, "spoiler_text": "", "visibility": "private", "language": null,
        "uri": "https://mercy.example/users/ann/statuses/77", "url": "https://mercy.example/@ann/77",
        "replies_count": 1, "reblogs_count": 2, "favourites_count": 3, "quotes_count": 0, "edited_at": null, "content": "<p>Hello</p>",
        "application": null, "media_attachments": [],
        "mentions": [{"id": "13", "username": "bob", "url": "https://o/@bob", "acct": "bob@other.example"}],
        "tags": [{"name": "asthma", "url": "https://mercy.example/tags/asthma"}],
        "emojis": [], "card": null})");
    EXPECT_EQ(json::value(o), expected) << json::serialize(o);
}

TEST(Entities, PollTellsCountsWhenTheyAreForEverybody)
{
    storage::Poll asked;
    asked.id = PollId{9};
    asked.options = {"Yes :ward:", "No"};
    asked.votes = {2, 1};
    asked.voters = 3;
    asked.hide_totals = true;
    asked.expires_at = at("2026-11-23T09:00:00Z");
    const auto before = poll(asked, at("2026-11-22T09:00:00Z"), PollViewer{.own_votes = {1}, .author = false}, site());
    EXPECT_EQ(json::value(before), json::parse(R"({
        "id": "9", "expires_at": "2026-11-23T09:00:00.000Z", "expired": false, "multiple": false, "votes_count": 3,
        "voters_count": 3,
        "options": [{"title": "Yes :ward:", "votes_count": null}, {"title": "No", "votes_count": null}],
        "emojis": [{"shortcode": "ward", "url": "https://mercy.example/assets/emoji/ward",
                    "static_url": "https://mercy.example/assets/emoji/ward", "visible_in_picker": true, "category": null}],
        "voted": true, "own_votes": [1]})"));
    const auto after = poll(asked, at("2026-11-23T09:00:00Z"), std::nullopt, site());
    EXPECT_EQ(after.at("expired"), true);
    EXPECT_EQ(after.at("options").at(0).at("votes_count"), 2);
    EXPECT_FALSE(after.contains("voted")) << "nobody looks";
}

TEST(Entities, TitleOfAnArticleLeadsItsContent)
{
    auto view = post();
    view.status.title = "Inhalers & you";
    EXPECT_EQ(status(view, site()).at("content"), "<p><strong>Inhalers &amp; you</strong></p><p>Hello</p>");
    // An arrived one begins with it already; it is not told twice.
    view.status.content = "<p><strong>Inhalers &amp; you</strong></p><p>Hello</p>";
    EXPECT_EQ(status(view, site()).at("content"), json::value(view.status.content));
}

TEST(Entities, RelationshipNeverHasNullLists)
{
    storage::graph::Relationship r;
    r.target = AccountId{5};
    r.following = true;
    const auto o = relationship(r);
    EXPECT_EQ(o.at("id"), "5");
    EXPECT_EQ(o.at("following"), true);
    EXPECT_TRUE(o.at("languages").as_array().empty());
    EXPECT_TRUE(o.at("muting_expires_at").is_null());
    EXPECT_EQ(o.size(), 16U);
}

TEST(Entities, InstanceClaimsNoMoreThanThereIs)
{
    InstanceView view;
    view.domain = "mercy.example";
    view.base = "https://mercy.example";
    view.max_characters = 2000;
    const auto o = instance(view);
    EXPECT_TRUE(std::string(o.at("version").as_string()).starts_with("4.6.0 (compatible; Rounds "));
    EXPECT_EQ(o.at("configuration").at("statuses").at("max_characters"), 2000);
    EXPECT_EQ(o.at("configuration").at("urls").at("streaming"), "wss://mercy.example");
    EXPECT_EQ(o.at("configuration").at("translation").at("enabled"), false);
    EXPECT_EQ(o.at("api_versions").at("mastodon"), 10);
    EXPECT_TRUE(v1_instance(view).at("contact_account").is_null());
}

TEST(Entities, TextForFiltersIsWithoutMarkup)
{
    EXPECT_EQ(plain_text("<p>a &amp; <b>b</b><br>c</p>"), "a & b\nc\n");
    EXPECT_EQ(plain_text("&lt;script&gt;"), "<script>");
    EXPECT_EQ(plain_text("1 < 2"), "1 ");
}

TEST(Filters, WholeWordsHaveEdges)
{
    EXPECT_TRUE(api::contains_word("please be quiet now", "quiet", true));
    EXPECT_FALSE(api::contains_word("disquieting", "quiet", true));
    EXPECT_TRUE(api::contains_word("disquieting", "quiet", false));
    EXPECT_TRUE(api::contains_word("see x#tag here", "#tag", true));
    EXPECT_FALSE(api::contains_word("anything", "", false));
    EXPECT_EQ(api::folded("STRASSE Äß"), api::folded("strasse äss"));
}

TEST(Filters, ExpiredOnesDoNotMatch)
{
    storage::filters::Filter filter;
    filter.id = FilterId{1};
    filter.contexts = {"home"};
    filter.expires_at = at("2026-11-22T10:00:00Z");
    filter.keywords = {{.id = 1, .filter = FilterId{1}, .keyword = "Flu", .whole_word = true}};
    const api::FilterSet set{{filter}};
    EXPECT_EQ(set.matches(StatusId{1}, "the flu", at("2026-11-22T09:59:59Z")).size(), 1U);
    EXPECT_TRUE(set.matches(StatusId{1}, "the flu", at("2026-11-22T10:00:00Z")).empty());
}

} // namespace
} // namespace rounds::entities
