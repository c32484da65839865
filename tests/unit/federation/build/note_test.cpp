#include "federation/build/note.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace rounds::build {
namespace {

using storage::Visibility;

constexpr std::string_view everybody = "https://www.w3.org/ns/activitystreams#Public";

struct NoteTest : testing::Test
{
    storage::StatusView view = [] {
        storage::StatusView made;
        auto& author = made.author.account;
        author.username = "ann";
        author.uri = "https://mercy.example/users/ann";
        author.followers_url = "https://mercy.example/users/ann/followers";
        auto& status = made.status;
        status.uri = "https://mercy.example/users/ann/statuses/1";
        status.url = "https://mercy.example/@ann/1";
        status.content = "<p>Walking helps.</p>";
        status.language = "en";
        status.created_at = *parse_iso8601("2026-11-22T09:00:00Z");
        return made;
    }();
    NoteInput input{view, "https://mercy.example", {}, {}, {}, {}, {}};

    void mention(std::string username, std::optional<std::string> domain, std::string uri, bool silent = false)
    {
        storage::Mention found;
        found.username = std::move(username);
        found.domain = std::move(domain);
        found.uri = std::move(uri);
        found.silent = silent;
        view.mentions.push_back(found);
    }

    static storage::Account network()
    {
        storage::Account account;
        account.uri = "https://mercy.example/groups/fatigue";
        account.followers_url = "https://mercy.example/groups/fatigue/followers";
        account.actor_type = "Group";
        return account;
    }
};

TEST_F(NoteTest, IsCompleteForAPublicAnswerInANetwork)
{
    mention("bob", "society.example", "https://society.example/u/bob");
    mention("cat", std::nullopt, "https://mercy.example/users/cat");
    view.tags.push_back({{}, "bcsm", "BCSM"});
    storage::Media media;
    media.media_type = "image/png";
    media.file_key = "1.png";
    media.description = "A path";
    media.width = 640;
    media.height = 480;
    media.focus_x = 0.5;
    media.focus_y = -0.25;
    view.media.push_back(media);
    view.status.spoiler_text = "Fatigue";
    view.status.sensitive = true;
    view.status.edited_at = *parse_iso8601("2026-11-22T10:00:00Z");
    input.in_reply_to = "https://society.example/notes/7";
    input.in_reply_to_author = "https://society.example/u/dan";
    input.conversation = "https://mercy.example/conversations/3";
    input.network = network();
    EXPECT_EQ(json::value(build_note(input)), json::parse(R"j({
        "id": "https://mercy.example/users/ann/statuses/1",
        "type": "Note",
        "attributedTo": "https://mercy.example/users/ann",
        "to": ["https://www.w3.org/ns/activitystreams#Public", "https://mercy.example/groups/fatigue"],
        "cc": ["https://mercy.example/users/ann/followers", "https://mercy.example/groups/fatigue/followers",
               "https://society.example/u/bob", "https://mercy.example/users/cat", "https://society.example/u/dan"],
        "audience": "https://mercy.example/groups/fatigue",
        "url": "https://mercy.example/@ann/1",
        "published": "2026-11-22T09:00:00.000Z",
        "updated": "2026-11-22T10:00:00.000Z",
        "inReplyTo": "https://society.example/notes/7",
        "context": "https://mercy.example/conversations/3",
        "summary": "Fatigue",
        "sensitive": true,
        "content": "<p>Walking helps.</p>",
        "contentMap": {"en": "<p>Walking helps.</p>"},
        "tag": [
            {"type": "Mention", "href": "https://society.example/u/bob", "name": "@bob@society.example"},
            {"type": "Mention", "href": "https://mercy.example/users/cat", "name": "@cat@mercy.example"},
            {"type": "Hashtag", "href": "https://mercy.example/tags/bcsm", "name": "#BCSM"}
        ],
        "attachment": [{"type": "Document", "mediaType": "image/png", "url": "https://mercy.example/media/1.png",
            "name": "A path", "summary": "A path", "width": 640, "height": 480, "focalPoint": [0.5, -0.25]}],
        "interactionPolicy": {"canQuote": {"automaticApproval": ["https://mercy.example/users/ann"]}},
        "replies": "https://mercy.example/users/ann/statuses/1/replies"
    })j"));
}

TEST_F(NoteTest, HasArraysAlsoWhenTheyAreEmpty)
{
    view.status.visibility = Visibility::direct;
    const auto note = build_note(input);
    for (const char* key : {"to", "cc", "tag", "attachment"}) {
        ASSERT_TRUE(note.at(key).is_array()) << key;
        EXPECT_TRUE(note.at(key).as_array().empty()) << key;
    }
    EXPECT_TRUE(note.at("inReplyTo").is_null());
    EXPECT_TRUE(note.at("summary").is_null());
    EXPECT_TRUE(note.at("directMessage").as_bool());
}

TEST_F(NoteTest, SaysWhoMayQuoteIt)
{
    using storage::QuotePolicy;
    const auto approved = [&] {
        return build_note(input).at("interactionPolicy").at("canQuote").at("automaticApproval").at(0).as_string();
    };
    EXPECT_EQ(approved(), "https://mercy.example/users/ann") << "nobody: an empty list is no list in JSON-LD";
    view.status.quote_policy.automatic = QuotePolicy::followers;
    EXPECT_EQ(approved(), "https://mercy.example/users/ann/followers");
    view.status.quote_policy.automatic = QuotePolicy::everybody;
    EXPECT_EQ(approved(), std::string(everybody));
}

TEST_F(NoteTest, QuotesInAllDialectsAndHidesWhatWasRefused)
{
    const std::string quoted = "https://society.example/notes/7";
    view.status.local = true;
    view.quote = storage::Quote{.uri = quoted, .page = "https://society.example/@bob/7"};
    auto note = build_note(input);
    for (const auto* key : {"quote", "quoteUrl", "quoteUri", "_misskey_quote"})
        EXPECT_EQ(note.at(key), json::value(quoted)) << key;
    EXPECT_FALSE(note.contains("quoteAuthorization")) << "not yet";
    const std::string content = "<p class=\"quote-inline\">RE: <a href=\"https://society.example/@bob/7\" "
                                "rel=\"nofollow noopener noreferrer\">https://society.example/@bob/7</a></p>"
                                "<p>Walking helps.</p>";
    EXPECT_EQ(note.at("content"), json::value(content));
    EXPECT_EQ(note.at("contentMap").at("en"), json::value(content));
    EXPECT_EQ(note.at("tag").at(0).at("rel"), "https://misskey-hub.net/ns#_misskey_quote");

    view.quote->state = "accepted";
    view.quote->stamp = "https://society.example/stamps/1";
    EXPECT_EQ(build_note(input).at("quoteAuthorization"), "https://society.example/stamps/1");

    view.quote->state = "revoked";
    note = build_note(input);
    for (const auto* key : {"quote", "quoteUrl", "quoteUri", "_misskey_quote", "quoteAuthorization"})
        EXPECT_FALSE(note.contains(key)) << key;
    EXPECT_EQ(note.at("content"), "<p>Walking helps.</p>");
    EXPECT_TRUE(note.at("tag").as_array().empty());
}

TEST_F(NoteTest, NamesNoQuotedPostTwice)
{
    view.status.local = true;
    view.status.content = R"(<p>See <a href="https://society.example/@bob/7">this</a></p>)";
    view.quote = storage::Quote{.uri = "https://society.example/notes/7", .page = "https://society.example/@bob/7"};
    EXPECT_EQ(quote_fallback(view), "");
    view.status.content = "<p>See</p>";
    view.quote->page = R"(https://society.example/"><script>)";
    EXPECT_EQ(quote_fallback(view).find("<script"), std::string::npos);
}

TEST_F(NoteTest, IsAddressedByItsVisibility)
{
    mention("bob", "society.example", "https://society.example/u/bob");
    input.in_reply_to_author = "https://society.example/u/dan";
    const std::string followers = "https://mercy.example/users/ann/followers";
    const std::string bob = "https://society.example/u/bob";
    const std::string dan = "https://society.example/u/dan";
    using Ids = std::vector<std::string>;

    auto audience = note_audience(input);
    EXPECT_EQ(audience.to, Ids{std::string(everybody)});
    EXPECT_EQ(audience.cc, (Ids{followers, bob, dan}));

    view.status.visibility = Visibility::unlisted;
    audience = note_audience(input);
    EXPECT_EQ(audience.to, Ids{followers});
    EXPECT_EQ(audience.cc, (Ids{std::string(everybody), bob, dan}));

    view.status.visibility = Visibility::private_;
    audience = note_audience(input);
    EXPECT_EQ(audience.to, Ids{followers});
    EXPECT_EQ(audience.cc, Ids{bob}) << "whom it answers does not see it unless named";
    EXPECT_FALSE(audience.is_public());

    view.status.visibility = Visibility::direct;
    input.network = network();
    audience = note_audience(input);
    EXPECT_EQ(audience.to, Ids{bob}) << "nobody but those named";
    EXPECT_TRUE(audience.cc.empty());
}

TEST_F(NoteTest, AsksAsAQuestion)
{
    storage::Poll poll;
    poll.options = {"Yes", "No"};
    poll.votes = {2, 1};
    poll.voters = 3;
    poll.expires_at = *parse_iso8601("2026-11-23T09:00:00Z");
    view.poll = poll;
    input.now = *parse_iso8601("2026-11-22T09:00:00Z");
    auto note = build_note(input);
    EXPECT_EQ(note.at("type"), "Question");
    EXPECT_EQ(note.at("oneOf"), json::parse(R"([
        {"type": "Note", "name": "Yes", "replies": {"type": "Collection", "totalItems": 2}},
        {"type": "Note", "name": "No", "replies": {"type": "Collection", "totalItems": 1}}])"));
    EXPECT_EQ(note.at("endTime"), "2026-11-23T09:00:00.000Z");
    EXPECT_EQ(note.at("votersCount"), 3);
    EXPECT_FALSE(note.contains("closed"));

    view.poll->multiple = true;
    view.poll->hide_totals = true;
    note = build_note(input);
    EXPECT_FALSE(note.contains("oneOf"));
    EXPECT_FALSE(note.at("anyOf").at(0).at("replies").as_object().contains("totalItems"));
    EXPECT_FALSE(note.contains("votersCount"));
    input.now = *view.poll->expires_at;
    note = build_note(input);
    EXPECT_EQ(note.at("anyOf").at(0).at("replies").at("totalItems"), 2);
    EXPECT_EQ(note.at("closed"), "2026-11-23T09:00:00.000Z");

    view.poll.reset();
    view.status.object_type = "Question";
    EXPECT_EQ(build_note(input).at("type"), "Note") << "the question was taken out";
}

} // namespace
} // namespace rounds::build
