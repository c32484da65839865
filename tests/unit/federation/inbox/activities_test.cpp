#include "federation/inbox/activities/activities.hpp"
#include "tests/support/fixtures.hpp"

#include <gtest/gtest.h>

namespace rounds::inbox {
namespace {

json::object object_of(std::string_view text)
{
    auto value = parse_json(text);
    EXPECT_TRUE(value) << text;
    return value->as_object();
}

/// A Like with one member replaced; `value` is JSON.
json::object like_with(std::string_view key, std::string_view value)
{
    auto like = object_of(R"({"id":"https://a.example/likes/1","type":"Like","actor":"https://a.example/users/x",
        "object":"https://b.example/posts/1"})");
    like[key] = *parse_json(value);
    return like;
}

TEST(ReadActivity, TakesWhatMastodonSends)
{
    const auto activity = read_activity(test::fixture("mastodon/create_note.json"));
    ASSERT_TRUE(activity);
    const auto& create = std::get<CreateActivity>(*activity);
    EXPECT_EQ(create.head.actor, "https://social.example/users/rosa");
    EXPECT_TRUE(create.head.recipients.contains("https://mercy.example/groups/breastcancer"));
    const auto note = read_object(*create.object.object);
    ASSERT_TRUE(note);
    EXPECT_EQ(note->type, "Note");
    EXPECT_EQ(note->attributed_to, "https://social.example/users/rosa");
    EXPECT_EQ(note->in_reply_to, "https://mercy.example/groups/breastcancer/statuses/7001");
    EXPECT_EQ(note->url, "https://social.example/@rosa/114000000000000001");
    EXPECT_EQ(note->context, "https://social.example/contexts/5-114000000000000001");
    EXPECT_EQ(note->language, "en");
    EXPECT_EQ(note->summary, "");
    ASSERT_EQ(note->mentions.size(), 1U);
    EXPECT_EQ(note->mentions[0].href, "https://mercy.example/groups/breastcancer");
    EXPECT_EQ(note->hashtags, std::vector<std::string>{"bcsm"});
    ASSERT_EQ(note->attachments.size(), 1U);
    EXPECT_EQ(note->attachments[0].description, "A path through a park in autumn");
    EXPECT_EQ(note->attachments[0].width, 1200);
    EXPECT_EQ(note->attachments[0].focus_y, -0.25);
    EXPECT_EQ(to_iso8601(*note->published), "2026-11-17T02:07:31.000Z");
    EXPECT_FALSE(note->vote);
}

json::object post_with(std::string_view members)
{
    return object_of(
        R"({"id":"https://a.example/notes/1","type":"Note","attributedTo":"https://a.example/users/x","content":"Look",)" +
        std::string(members) + "}"
    );
}

TEST(ReadQuote, KnowsAllDialects)
{
    const auto quote_in = [](std::string_view members) { return read_object(post_with(members))->quote; };
    const std::string uri = "https://b.example/notes/7";
    for (const auto* members :
         {R"("quote":"https://b.example/notes/7")",
          R"("quote":{"id":"https://b.example/notes/7","type":"Note"})",
          R"("quote":["https://b.example/notes/7"],"quoteUrl":"https://c.example/notes/8")"}) {
        const auto quote = quote_in(members);
        ASSERT_TRUE(quote) << members;
        EXPECT_EQ(quote->uri, uri) << members;
        EXPECT_FALSE(quote->old_dialect) << members;
    }
    for (const auto* members :
         {R"("quoteUri":"https://b.example/notes/7")",
          R"("quoteUrl":"https://b.example/notes/7")",
          R"("_misskey_quote":"https://b.example/notes/7")",
          R"("tag":[{"type":"Link","rel":"https://misskey-hub.net/ns#_misskey_quote","href":"https://b.example/notes/7"}])"
         }) {
        const auto quote = quote_in(members);
        ASSERT_TRUE(quote) << members;
        EXPECT_EQ(quote->uri, uri) << members;
        EXPECT_TRUE(quote->old_dialect) << members;
    }
    EXPECT_FALSE(quote_in(R"("quote":null)"));
    EXPECT_FALSE(quote_in(R"("quote":7)"));
    EXPECT_FALSE(quote_in(R"("quote":"javascript:x")"));
    EXPECT_FALSE(quote_in(R"("tag":[{"type":"Link","href":"https://b.example/notes/7"}])"));
    EXPECT_EQ(
        quote_in(R"("quote":"https://b.example/notes/7","quoteAuthorization":"https://b.example/stamps/1")")->stamp,
        "https://b.example/stamps/1"
    );
}

TEST(ReadQuote, ReadsWhoMayQuote)
{
    const auto policy_in = [](std::string_view members) { return read_object(post_with(members))->quote_policy; };
    EXPECT_FALSE(policy_in(R"("interactionPolicy":{"canLike":{"automaticApproval":["https://a.example/users/x"]}})"));
    EXPECT_FALSE(policy_in(R"("interactionPolicy":"all")"));
    const auto policy = policy_in(R"("interactionPolicy":{"canQuote":{"automaticApproval":"https://a.example/users/x",
        "manualApproval":["as:Public",{"id":"https://a.example/users/y"}]}})");
    ASSERT_TRUE(policy);
    EXPECT_EQ(policy->automatic, std::vector<std::string>{"https://a.example/users/x"});
    EXPECT_EQ(policy->manual, (std::vector<std::string>{"as:Public", "https://a.example/users/y"}));
}

TEST(ReadActivity, ReadsQuoteRequestsAndTheirAnswers)
{
    auto request = object_of(R"({"id":"https://a.example/requests/1","type":"QuoteRequest",
        "actor":"https://a.example/users/x","object":"https://b.example/notes/7",
        "instrument":"https://a.example/notes/1"})");
    auto read = read_quote_request(request);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->object, "https://b.example/notes/7");
    EXPECT_EQ(read->instrument.id, "https://a.example/notes/1");
    EXPECT_FALSE(read->instrument.object);
    request["instrument"] = post_with(R"("quote":"https://b.example/notes/7")");
    read = read_quote_request(request);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->instrument.type, "Note");
    for (const auto* key : {"object", "instrument", "id", "actor"}) {
        auto broken = request;
        broken.erase(key);
        EXPECT_FALSE(read_quote_request(broken)) << key;
    }
    EXPECT_TRUE(is_known_activity("QuoteRequest"));

    request["instrument"] = "https://a.example/notes/1";
    auto accept = object_of(R"({"id":"https://b.example/accepts/1","type":"Accept","actor":"https://b.example/users/y",
        "result":"https://b.example/stamps/1"})");
    accept["object"] = request;
    const auto answer = read_accept(accept);
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->of_quote);
    EXPECT_EQ(answer->follow, "https://a.example/requests/1");
    EXPECT_EQ(answer->quoting, "https://a.example/notes/1");
    EXPECT_EQ(answer->followed, "https://b.example/notes/7");
    EXPECT_EQ(answer->result, "https://b.example/stamps/1");
    accept["object"] = object_of(R"({"type":"QuoteRequest","actor":"https://a.example/users/x"})");
    EXPECT_FALSE(read_accept(accept)) << "neither an id nor a pair";
}

TEST(ReadActivity, KnowsAVoteFromAPost)
{
    const auto create = read_create(test::fixture("mastodon/vote.json"));
    ASSERT_TRUE(create);
    EXPECT_TRUE(read_object(*create->object.object)->vote);
}

TEST(ReadActivity, ReadsWhatIsUndone)
{
    const auto undo = read_undo(test::fixture("mastodon/undo_follow.json"));
    ASSERT_TRUE(undo);
    EXPECT_EQ(undo->type, "Follow");
    EXPECT_EQ(undo->id, "https://social.example/0d9dc1b6-6d6f-4b9c-a9d7-9b7f6f0f4a11");
    EXPECT_EQ(undo->object, "https://mercy.example/users/ann");
}

TEST(ReadActivity, TakesATombstoneForItsId)
{
    const auto deletion = read_delete(test::fixture("mastodon/delete_note.json"));
    ASSERT_TRUE(deletion);
    EXPECT_EQ(deletion->object, "https://social.example/users/rosa/statuses/114000000000000001");
}

TEST(ReadActivity, SeesThatAGroupPassesAnActivityOn)
{
    const auto announce = read_announce(test::fixture("lemmy/announce_create_page.json"));
    ASSERT_TRUE(announce);
    EXPECT_TRUE(announce->of_activity);
    const auto inner = read_activity(*announce->object.object);
    ASSERT_TRUE(inner);
    const auto& create = std::get<CreateActivity>(*inner);
    const auto page = read_object(*create.object.object);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->type, "Page");
    EXPECT_EQ(page->name, "What helped with fatigue?");
    EXPECT_EQ(page->language, "en");
    EXPECT_EQ(page->recipients.audience, std::vector<std::string>{"https://lemmy.example/c/fatigue"});
    EXPECT_EQ(page->attachments.at(0).type, "Link");

    const auto like = read_announce(test::fixture("nodebb/announce_like.json"));
    ASSERT_TRUE(like);
    EXPECT_TRUE(like->of_activity);
}

TEST(ReadActivity, TakesNullsOfNodebbForNothing)
{
    const auto create = read_create(test::fixture("nodebb/create_note.json"));
    ASSERT_TRUE(create);
    const auto note = read_object(*create->object.object);
    ASSERT_TRUE(note);
    EXPECT_EQ(note->name, "");
    EXPECT_EQ(note->summary, "");
    EXPECT_FALSE(note->updated);
    EXPECT_FALSE(note->vote);
    EXPECT_EQ(note->context, "https://forum.example/topic/12");
}

TEST(ReadActivity, ReadsAnEventOfMobilizon)
{
    const auto create = read_create(test::fixture("mobilizon/create_event.json"));
    ASSERT_TRUE(create);
    const auto event = read_object(*create->object.object);
    ASSERT_TRUE(event);
    EXPECT_EQ(event->type, "Event");
    EXPECT_EQ(event->name, "Support evening");
    EXPECT_EQ(to_iso8601(*event->starts_at), "2026-11-20T18:00:00.000Z");
    EXPECT_EQ(event->timezone, "Europe/Paris");
    EXPECT_EQ(event->location, "City hospital, room 4");
    EXPECT_EQ(event->language, "fr");
    EXPECT_EQ(event->attachments.size(), 2U); // the PropertyValue has no address
}

TEST(ReadActivity, TellsABanFromABlock)
{
    const auto ban = read_block(test::fixture("lemmy/block_user.json"));
    ASSERT_TRUE(ban);
    EXPECT_EQ(ban->target, "https://lemmy.example/c/fatigue");
}

TEST(ReadActivity, FindsTheReasonOfAReportWhereverItIs)
{
    EXPECT_EQ(read_flag(test::fixture("mastodon/flag.json"))->content, "Sells supplements in every thread");
    EXPECT_EQ(read_flag(test::fixture("mastodon/flag.json"))->objects.size(), 2U);
    EXPECT_EQ(read_flag(test::fixture("lemmy/flag.json"))->content, "Advice without a source");
}

TEST(ReadActivity, IgnoresTypesThatMeanNothing)
{
    EXPECT_EQ(read_activity(like_with("type", R"("EmojiReact")")).error(), errc::not_found);
    EXPECT_EQ(read_activity(like_with("type", "[]")).error(), errc::not_found);
    EXPECT_EQ(read_activity(like_with("type", "7")).error(), errc::not_found);
    EXPECT_TRUE(read_activity(like_with("type", R"(["Like"])")));
}

// N15: an id in any other shape is no id.
TEST(ReadActivity, RefusesIdsThatAreNotUrls)
{
    ASSERT_TRUE(read_like(like_with("content", "\"fine\"")));
    for (const auto* id :
         {"null",
          "[]",
          "7",
          "{}",
          R"(["https://a.example/likes/1"])",
          R"("")",
          R"("likes/1")",
          R"("ftp://a.example/1")",
          R"("https://user@a.example/1")",
          R"("https://a.example./1")",
          R"("https://a%2eexample/1")",
          R"x("javascript:alert(1)")x",
          R"("https://a.example/ 1")"})
        EXPECT_FALSE(read_like(like_with("id", id))) << id;
    for (const auto* actor : {"null", "[]", "7", R"("1")", R"([{"id":7}])", R"("ann")"})
        EXPECT_FALSE(read_like(like_with("actor", actor))) << actor;
    for (const auto* object : {"null", "[]", "{}", "true", R"(["https://b.example/1","https://b.example/2"])"})
        EXPECT_FALSE(read_like(like_with("object", object))) << object;
    EXPECT_TRUE(read_like(like_with("object", R"(["https://b.example/1"])")));
    EXPECT_TRUE(read_like(like_with("object", R"({"id":"https://b.example/1","type":"Note"})")));
    EXPECT_TRUE(read_like(like_with("actor", R"({"id":"https://a.example/users/x","type":"Person"})")));
}

json::object note_with(std::string_view key, std::string_view value)
{
    auto note = object_of(R"({"id":"https://a.example/posts/1","type":"Note","content":"<p>Hi</p>",
        "attributedTo":"https://a.example/users/x","to":"https://www.w3.org/ns/activitystreams#Public"})");
    note[key] = *parse_json(value);
    return note;
}

// N14.
TEST(ReadObject, RefusesAnythingButOneOwner)
{
    ASSERT_TRUE(read_object(note_with("name", "\"fine\"")));
    for (const auto* owner :
         {"null",
          "[]",
          "1",
          R"("1")",
          R"("x")",
          R"({"name":"x"})",
          R"(["https://a.example/users/x","https://a.example/users/y"])"})
        EXPECT_FALSE(read_object(note_with("attributedTo", owner))) << owner;
    EXPECT_TRUE(read_object(note_with("attributedTo", R"(["https://a.example/users/x"])")));
}

TEST(ReadObject, LeavesOutWhatItCannotRead)
{
    EXPECT_EQ(read_object(note_with("url", R"x("javascript:alert(1)")x"))->url, "");
    EXPECT_EQ(read_object(note_with("inReplyTo", "{}"))->in_reply_to, "");
    EXPECT_FALSE(read_object(note_with("published", R"("yesterday")"))->published);
    EXPECT_TRUE(read_object(note_with("attachment", R"([7,{"type":"Image"},{"type":"Image","url":"x:y"}])"))
                    ->attachments.empty());
    EXPECT_TRUE(read_object(note_with("tag", R"({"type":"Mention","href":7,"name":"@x"})"))->mentions.empty());
    EXPECT_EQ(read_object(note_with("tag", R"({"type":"Hashtag","name":"#one"})"))->hashtags.size(), 1U);
    const auto focus = read_object(
        note_with("attachment", R"({"type":"Image","url":"https://a.example/1.png","focalPoint":[9,0],"width":-3})")
    );
    EXPECT_FALSE(focus->attachments.at(0).focus_x);
    EXPECT_FALSE(focus->attachments.at(0).width);
}

// N48: at the limit and beyond it.
TEST(ReadObject, BoundsWhatItTakes)
{
    json::array tags;
    for (int i = 0; i < 1000; ++i)
        tags.push_back(json::object{{"type", "Hashtag"}, {"name", "#t" + std::to_string(i)}});
    auto note = note_with("name", "null");
    note["tag"] = tags;
    EXPECT_EQ(read_object(note)->hashtags.size(), max_tags);
    json::array files;
    for (int i = 0; i < 100; ++i)
        files.push_back(json::object{{"type", "Image"}, {"url", "https://a.example/" + std::to_string(i)}});
    note["attachment"] = files;
    EXPECT_EQ(read_object(note)->attachments.size(), max_attachments);
    note["name"] = std::string(100'000, 'n');
    EXPECT_EQ(read_object(note)->name.size(), max_title_characters);
}

TEST(ReadAnswer, TakesTheFollowByIdOrByPair)
{
    const auto accept = [](std::string_view object) {
        auto activity = object_of(R"({"id":"https://a.example/accepts/1","type":"Accept",
            "actor":"https://a.example/users/x"})");
        activity["object"] = *parse_json(object);
        return read_accept(activity);
    };
    EXPECT_EQ(accept(R"("https://b.example/follows/1")")->follow, "https://b.example/follows/1");
    const auto whole = accept(
        R"({"id":"https://b.example/follows/1","type":"Follow","actor":"https://b.example/u","object":"https://a.example/users/x"})"
    );
    EXPECT_EQ(whole->follower, "https://b.example/u");
    EXPECT_TRUE(accept(R"({"type":"Follow","actor":"https://b.example/u","object":"https://a.example/users/x"})"));
    EXPECT_FALSE(accept(R"({"type":"Follow","actor":"https://b.example/u"})"));
    EXPECT_FALSE(accept(R"({"id":"https://b.example/joins/1","type":"Join","actor":"https://b.example/u"})"));
    EXPECT_FALSE(accept("null"));
}

} // namespace
} // namespace rounds::inbox
