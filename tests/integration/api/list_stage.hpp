#pragma once

#include "server/api/routes.hpp"
#include "tests/integration/api/task_rig.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace rounds::test {

/// Somebody, ann, with as many of everything as asked for: people around her, what they say and she says, lists,
/// filters, tags, requests.
class ListStage
{
public:
    ListStage()
    {
        sql("INSERT INTO notification_policies (account_id, for_not_following) VALUES (" + id(*ann_) + ", 1)");
        sql("INSERT INTO preview_cards (url, title, fetched_at) "
            "VALUES ('https://news.example/walking', 'Walking', now())");
        root_ = ann_->say("Who goes walking?");
        edited_ = ann_->say("Edited 0 times");
    }

    [[nodiscard]] Site& site() { return *site_; }
    [[nodiscard]] Phone& ann() { return *ann_; }

    /// Until there are so many.
    void grow(std::size_t many)
    {
        while (people_.size() < many) {
            const auto n = std::to_string(people_.size());
            people_.push_back(phone_of("person" + n));
            add_person(*people_.back(), n);
            add_stranger(*phone_of("stranger" + n), n);
            add_own(n);
            add_of_others(n);
        }
        site_->read_events();
        site_->app().api->refresh_site();
        find_groups();
        index_all(*site_);
    }

    /// A path with its parameters, and {people} and {posts} as a query.
    [[nodiscard]] std::string filled(std::string target)
    {
        auto people = "id[]=" + id(*ann_);
        for (const auto& person : people_) people += "&id[]=" + id(*person);
        auto posts = "id[]=" + root_;
        for (const auto& post : posts_) posts += "&id[]=" + post;
        const std::vector<std::pair<std::string, std::string>> parts{
            {"/accounts/:id/statuses", "/accounts/" + id(*ann_) + "/statuses"},
            {"/accounts/:id/followers", "/accounts/" + id(*ann_) + "/followers"},
            {"/accounts/:id/following", "/accounts/" + id(*ann_) + "/following"},
            {"/accounts/:id/endorsements", "/accounts/" + id(*ann_) + "/endorsements"},
            {"/accounts/:id/featured_tags", "/accounts/" + id(*ann_) + "/featured_tags"},
            {"/accounts/:id", "/accounts/" + id(*people_.front())},
            {":account_id/collections", id(*ann_) + "/collections"},
            {":account_id", id(*people_.front())},
            {"/collections/:id", "/collections/" + things_["collection"]},
            {"/statuses/:id/history", "/statuses/" + edited_ + "/history"},
            {"/scheduled_statuses/:id", "/scheduled_statuses/" + things_["scheduled"]},
            {"/filters/statuses/:id", "/filters/statuses/" + things_["filter_status"]},
            {"/filters/keywords/:id", "/filters/keywords/" + things_["keyword"]},
            {"/v1/filters/:id", "/v1/filters/" + things_["keyword"]},
            {"/statuses/:id", "/statuses/" + root_},
            {"/filters/:id", "/filters/" + things_["filter"]},
            {"/lists/:id", "/lists/" + things_["list"]},
            {"/list/:id", "/list/" + things_["list"]},
            {":group_key", things_["group"]},
            {":hashtag", "walking"},
            {":name", "walking"},
            {":shortcode", "emoji0"},
            {":date", "2026-01-01"},
            {":year", "2026"},
            {":id", "1"},
            {"{people}", people},
            {"{posts}", posts},
            {"{post}", root_},
        };
        for (const auto& [from, to] : parts)
            if (const auto at = target.find(from); at != std::string::npos) target.replace(at, from.size(), to);
        return target;
    }

private:
    static std::string id(const Phone& phone) { return to_string(phone.id); }
    /// Without the keys that signing takes: nothing leaves this server.
    std::unique_ptr<Phone> phone_of(const std::string& name)
    {
        const auto account = site_->db().transact_blocking([&](storage::Transaction& tx) {
            return make_user(tx, {.username = name}).id;
        });
        return std::make_unique<Phone>(*site_, account);
    }
    void sql(const std::string& text) { change_in(*site_, text); }

    /// They follow each other; what the person says is read, answered, kept.
    void add_person(Phone& person, const std::string& n)
    {
        person.post("/api/v1/accounts/" + id(*ann_) + "/follow");
        ann_->post("/api/v1/accounts/" + id(person) + "/follow");
        sql("UPDATE accounts SET discoverable = true WHERE id = " + id(person));
        const auto said = person.say("@ann walking is " + n + " times better #walking #w" + n, "public", root_);
        posts_.push_back(said);
        sql("INSERT INTO status_cards (status_id, card_id) SELECT " + said + ", id FROM preview_cards");
        for (const auto* verb : {"/favourite", "/bookmark"}) ann_->post(unlimited_path(said, verb));
        for (const auto* verb : {"/favourite", "/reblog"}) person.post(unlimited_path(root_, verb));
        person.post("/api/v1/statuses", {{"status", "As she says"}, {"quoted_status_id", root_}});
        person.say("@ann between us", "direct");
        ann_->post("/api/v1/accounts/" + id(person) + "/endorse");
        if (people_.size() > 1) people_.front()->post("/api/v1/accounts/" + id(person) + "/follow");
    }

    /// Whom ann does not follow: asks, is blocked, is muted, mentions her from afar, or is a friend of a friend.
    void add_stranger(Phone& stranger, const std::string& n)
    {
        stranger.say("@ann hello from afar");
        people_.front()->post("/api/v1/accounts/" + id(stranger) + "/follow");
        sql("UPDATE accounts SET discoverable = true WHERE id = " + id(stranger));
        site_->db().transact_blocking([&](storage::Transaction& tx) {
            const auto make = [&](const char* what) {
                return to_string(make_user(tx, {.username = std::string(what) + n}).id);
            };
            const auto me = id(*ann_);
            (void)tx.exec_plain(
                "INSERT INTO blocks (account_id, target_account_id) VALUES (" + me + ", " + make("blocked") + ")"
            );
            (void)tx.exec_plain(
                "INSERT INTO mutes (account_id, target_account_id) VALUES (" + me + ", " + make("muted") + ")"
            );
            (void)tx.exec_plain(
                "INSERT INTO follows (account_id, target_account_id, uri) VALUES (" + make("asking") + ", " + me +
                ", 'https://mercy.example/follows/asking" + n + "')"
            );
        });
    }

    /// What is ann's own.
    void add_own(const std::string& n)
    {
        posts_.push_back(ann_->say("My walking day " + n + " #walking"));
        (void)Phone::parsed(ann_->ask(http::Method::put, unlimited_path(edited_), {{"status", "Edited again " + n}}));
        const auto list = id_of(ann_->post("/api/v1/lists", {{"title", "List " + n}}));
        const auto filter = ann_->post(
            "/api/v2/filters",
            {{"title", "Filter " + n}, {"context", {"thread"}}, {"keywords_attributes", {{{"keyword", "nothing " + n}}}}
            }
        );
        const auto scheduled =
            ann_->post("/api/v1/statuses", {{"status", "Later " + n}, {"scheduled_at", "2030-01-01T00:00:00Z"}});
        ann_->post("/api/v1/tags/tag" + n + "/follow");
        ann_->post("/api/v1/featured_tags", {{"name", "featured" + n}});
        ann_->post("/api/v1/domain_blocks", {{"domain", "blocked" + n + ".example"}});
        const auto collection =
            id_of(ann_->post(
                          "/api/v1/collections",
                          {{"name", "Collection " + n}, {"account_ids", json::array{id(*people_.front())}}}
            ).at("collection"));
        if (people_.size() == 1) {
            things_["list"] = list;
            things_["filter"] = id_of(filter);
            things_["keyword"] = id_of(filter.at("keywords").at(0));
            things_["scheduled"] = id_of(scheduled);
            things_["collection"] = collection;
        } else {
            ann_->post(
                "/api/v1/collections/" + things_["collection"] + "/items", {{"account_id", id(*people_.back())}}
            );
        }
        ann_->post("/api/v1/lists/" + things_["list"] + "/accounts", {{"account_ids", {id(*people_.back())}}});
        if (list != things_["list"])
            ann_->post("/api/v1/lists/" + list + "/accounts", {{"account_ids", {id(*people_.front())}}});
        ann_->post("/api/v2/filters/" + things_["filter"] + "/keywords", {{"keyword", "more " + n}});
        things_["filter_status"] =
            id_of(ann_->post("/api/v2/filters/" + things_["filter"] + "/statuses", {{"status_id", posts_.back()}}));
    }

    /// What the hospital and other servers have.
    void add_of_others(const std::string& n)
    {
        sql("INSERT INTO announcements (text, content) VALUES ('Notice " + n + "', '<p>Notice</p>')");
        sql("INSERT INTO custom_emojis (shortcode, media_type, image) VALUES ('emoji" + n + "', 'image/png', 'x')");
        sql("INSERT INTO peers (host) VALUES ('peer" + n + ".example')");
        sql("INSERT INTO domain_policies (domain, policy) VALUES ('bad" + n + ".example', 'block')");
        site_->db().transact_blocking([&](storage::Transaction& tx) {
            (void)make_account(tx, {.username = "far" + n, .domain = "peer" + n + ".example"});
        });
    }

    void find_groups()
    {
        for (const auto& group : ann_->get("/api/v2/notifications?limit=80").at("notification_groups").as_array())
            if (group.at("type") == "favourite") things_["group"] = std::string(group.at("group_key").as_string());
    }

    std::unique_ptr<Site> site_ = std::make_unique<Site>([](app::Config& config) {
        config.limits.api_per_5min = 1'000'000;
        config.limits.deletes_per_30min = 1'000'000;
        config.limits.featured_tags = 100;
        config.limits.collections = 100;
        config.limits.collection_accounts = 100;
        config.limits.scheduled_per_day = 100;
        config.discovery.trends = true;
        config.federation.mode = "open";
    });
    std::unique_ptr<Phone> ann_ = std::make_unique<Phone>(*site_, "ann");
    std::vector<std::unique_ptr<Phone>> people_;
    std::vector<std::string> posts_;
    std::string root_;
    std::string edited_;
    std::map<std::string, std::string> things_;
};

} // namespace rounds::test
