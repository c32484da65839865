#include "tests/integration/api/task_rig.hpp"

#include <thread>

namespace rounds::test {
namespace {

using http::Method;

class ApiScheduled : public ApiTest
{
protected:
    static std::string in_minutes(int minutes)
    {
        return to_iso8601(site->app().clock.now() + std::chrono::minutes(minutes));
    }
    static json::value schedule(Phone& by, const std::string& text, int minutes = 60)
    {
        return by.post("/api/v1/statuses", {{"status", text}, {"scheduled_at", in_minutes(minutes)}});
    }
    /// Its time is now.
    static void bring(const std::string& id)
    {
        change_in(*site, "UPDATE scheduled_statuses SET scheduled_at = now() - interval '1 second' WHERE id = " + id);
        make_due(*site, "publish_scheduled");
    }
    static std::int64_t posts(const std::string& text)
    {
        return count_in(*site, "SELECT count(*) FROM statuses WHERE source = '" + text + "'");
    }
    static std::string path(const std::string& id) { return "/api/v1/scheduled_statuses/" + id; }
};

TEST_F(ApiScheduled, IsKeptAndComesOutOnce)
{
    const auto at = in_minutes(60);
    const auto kept = ann->post(
        "/api/v1/statuses",
        {{"status", "Later @bob #rounds"},
         {"scheduled_at", at},
         {"visibility", "unlisted"},
         {"spoiler_text", "soon"},
         {"language", "de"},
         {"poll", {{"options", {"a", "b"}}, {"expires_in", 600}}}}
    );
    EXPECT_EQ(kept.at("scheduled_at"), json::value(at));
    EXPECT_EQ(kept.at("params").at("text"), "Later @bob #rounds");
    EXPECT_EQ(kept.at("params").at("visibility"), "unlisted");
    EXPECT_EQ(kept.at("params").at("poll").at("options").at(1), "b");
    EXPECT_TRUE(kept.at("media_attachments").as_array().empty());
    EXPECT_EQ(posts("Later @bob #rounds"), 0);
    EXPECT_EQ(run_tasks(*site), 0U) << "not before its time";
    bring(id_of(kept));
    run_tasks(*site);
    bring(id_of(kept));
    run_tasks(*site);
    EXPECT_EQ(posts("Later @bob #rounds"), 1);
    EXPECT_EQ(ann->status_of(path(id_of(kept))), 404U);
    const auto post = ann->get("/api/v1/accounts/" + to_string(ann->id) + "/statuses").at(0);
    EXPECT_EQ(post.at("visibility"), "unlisted");
    EXPECT_EQ(post.at("spoiler_text"), "soon");
    EXPECT_EQ(post.at("language"), "de");
    EXPECT_EQ(id_of(post.at("mentions").at(0)), to_string(bob->id));
    EXPECT_EQ(post.at("poll").at("options").at(0).at("title"), "a");
    EXPECT_EQ(bob->get("/api/v1/notifications?types[]=mention").at(0).at("status").at("id"), post.at("id"));
}

/// A worker that died after its claim and one that follows it both hold the job.
TEST_F(ApiScheduled, ComesOutOnceHoweverManyWorkersTry)
{
    const auto id = id_of(schedule(*ann, "only one of me"));
    bring(id);
    for (int i = 0; i < 7; ++i)
        change_in(
            *site,
            "INSERT INTO jobs (kind, payload) SELECT kind, payload FROM jobs WHERE kind = 'publish_scheduled' LIMIT 1"
        );
    {
        std::vector<std::jthread> workers;
        for (int i = 0; i < 3; ++i)
            workers.emplace_back([] {
                auto& app = site->app();
                workers::TaskWorker worker({.db = app.db, .urls = app.urls, .clock = app.clock}, {.threads = 0});
                worker.drain();
            });
    }
    EXPECT_EQ(posts("only one of me"), 1);
    EXPECT_EQ(count_in(*site, "SELECT count(*) FROM jobs WHERE kind = 'publish_scheduled' AND run_at < now()"), 0);
}

TEST_F(ApiScheduled, IsOnesOwnToListMoveAndDelete)
{
    Phone author(*site, "planner");
    const auto first = id_of(schedule(author, "one"));
    const auto second = id_of(schedule(author, "two"));
    EXPECT_EQ(ids_in(author.get("/api/v1/scheduled_statuses")), (std::vector{second, first}));
    EXPECT_EQ(ids_in(author.get("/api/v1/scheduled_statuses?limit=1&max_id=" + second)), (std::vector{first}));
    EXPECT_TRUE(bob->get("/api/v1/scheduled_statuses").as_array().empty());
    const auto later = in_minutes(90);
    EXPECT_EQ(bob->ask(Method::put, path(first), {{"scheduled_at", later}}).status, 404U);
    EXPECT_EQ(bob->status_of(path(first)), 404U);
    EXPECT_EQ(bob->ask(Method::del, path(first)).status, 404U);
    EXPECT_EQ(
        Phone::parsed(author.ask(Method::put, path(first), {{"scheduled_at", later}})).at("scheduled_at"),
        json::value(later)
    );
    make_due(*site, "publish_scheduled");
    run_tasks(*site);
    EXPECT_EQ(posts("one"), 0) << "the job of its former time finds nothing to do";
    EXPECT_EQ(author.ask(Method::del, path(second)).body, "{}");
    make_due(*site, "publish_scheduled");
    run_tasks(*site);
    EXPECT_EQ(posts("two"), 0);
}

TEST_F(ApiScheduled, BoundsAreSaidInWords)
{
    const auto error = [&](const std::string& at) {
        return refusal(*ann, Method::post, "/api/v1/statuses", {{"status", "x"}, {"scheduled_at", at}});
    };
    const std::string soon = "Validation failed: Scheduled at must be at least five minutes in the future";
    EXPECT_EQ(error(in_minutes(4)), soon);
    EXPECT_EQ(error("2020-01-01T00:00:00Z"), soon);
    EXPECT_EQ(error("tomorrow"), "Validation failed: Scheduled at is not a date and time");
    Phone busy(*site, "busy");
    for (int i = 0; i < 25; ++i) schedule(busy, "x", 24 * 60);
    EXPECT_EQ(
        refusal(busy, Method::post, "/api/v1/statuses", {{"status", "x"}, {"scheduled_at", in_minutes(24 * 60)}}),
        "Validation failed: You have exceeded the limit of scheduled posts"
    );
    EXPECT_FALSE(id_of(schedule(busy, "x", 3 * 24 * 60)).empty()) << "another day";
}

TEST_F(ApiScheduled, OneKeySchedulesOnce)
{
    const json::value form{{"status", "keyed"}, {"scheduled_at", in_minutes(60)}};
    const auto once = [&] { return ann->ask(Method::post, "/api/v1/statuses", form, {{"Idempotency-Key", "later"}}); };
    const auto first = id_of(Phone::parsed(once()));
    EXPECT_EQ(id_of(Phone::parsed(once())), first);
    const json::value other{{"status", "else"}, {"scheduled_at", in_minutes(60)}};
    EXPECT_EQ(ann->ask(Method::post, "/api/v1/statuses", other, {{"Idempotency-Key", "later"}}).status, 422U);
}

TEST_F(ApiScheduled, WhatCannotBePostedAnyMoreStaysForItsAuthor)
{
    const auto parent = bob->say("parent");
    const auto kept = ann->post(
        "/api/v1/statuses", {{"status", "an answer"}, {"in_reply_to_id", parent}, {"scheduled_at", in_minutes(60)}}
    );
    bob->ask(Method::del, unlimited_path(parent));
    bring(id_of(kept));
    run_tasks(*site);
    EXPECT_EQ(posts("an answer"), 0);
    EXPECT_EQ(ann->status_of(path(id_of(kept))), 200U);
    EXPECT_GE(count_in(*site, "SELECT count(*) FROM dead_jobs WHERE kind = 'publish_scheduled'"), 1);
    const auto hidden = ann->ask(
        Method::post,
        "/api/v1/statuses",
        {{"status", "x"}, {"in_reply_to_id", bob->say("secret", "direct")}, {"scheduled_at", in_minutes(60)}}
    );
    EXPECT_EQ(hidden.status, 404U);
}

} // namespace
} // namespace rounds::test
