#pragma once

#include "server/admin_api/routes.hpp"
#include "tests/integration/api/api_site.hpp"

namespace rounds::test {

/// A site with an administrator, a moderator and two people.
class AdminTest : public ::testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        site = new Site([](app::Config& config) {
            config.limits.api_per_5min = 1'000'000;
            config.limits.sign_ups_per_30min = 1'000'000;
            config.accounts.sign_up = "open";
            config.federation.mode = "open";
            config.instance.rules = {"Be kind", "Keep names out"};
        });
        admin = new Phone(*site, "boss");
        moderator = new Phone(*site, "helper");
        ann = new Phone(*site, "ann");
        bob = new Phone(*site, "bob");
        sql("UPDATE users SET role = 'admin' WHERE account_id = " + to_string(admin->id));
        sql("UPDATE users SET role = 'moderator' WHERE account_id = " + to_string(moderator->id));
        staff_token = site->add_token(admin->id, "admin:read admin:write");
        moderator_token = site->add_token(moderator->id, "admin:read admin:write");
        member_token = site->add_token(ann->id, "admin:read admin:write");
    }
    static void TearDownTestSuite()
    {
        for (auto* one : {bob, ann, moderator, admin}) delete one;
        delete site;
    }
    static void sql(const std::string& text)
    {
        site->db().transact_blocking([&](storage::Transaction& tx) { (void)tx.exec_plain(text); });
    }
    static std::int64_t number(const std::string& text)
    {
        return site->db().transact_blocking([&](storage::Transaction& tx) { return count(tx, text); });
    }
    static http::Response
    ask_as(const std::string& token, http::Method method, const std::string& target, const json::value& body = nullptr)
    {
        auto request = make_request(method, target, {{"Authorization", "Bearer " + token}});
        if (!body.is_null()) {
            request.headers.set("Content-Type", "application/json");
            request.body = json::serialize(body);
        }
        return site->send(request);
    }
    static http::Response ask(http::Method method, const std::string& target, const json::value& body = nullptr)
    {
        return ask_as(staff_token, method, target, body);
    }
    static json::value get(const std::string& target) { return Phone::parsed(ask(http::Method::get, target)); }
    static json::value post(const std::string& target, const json::value& body = nullptr)
    {
        return Phone::parsed(ask(http::Method::post, target, body));
    }
    static std::string account(const Phone& one, const std::string& rest = "")
    {
        return "/api/v1/admin/accounts/" + to_string(one.id) + rest;
    }
    static std::int64_t audited(const std::string& action)
    {
        return number("SELECT count(*) FROM audit_log WHERE action = '" + action + "'");
    }

    static inline Site* site = nullptr;
    static inline Phone* admin = nullptr;
    static inline Phone* moderator = nullptr;
    static inline Phone* ann = nullptr;
    static inline Phone* bob = nullptr;
    static inline std::string staff_token;
    static inline std::string moderator_token;
    static inline std::string member_token;
};

} // namespace rounds::test
