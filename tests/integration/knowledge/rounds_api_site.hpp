#pragma once

#include "tests/integration/api/api_site.hpp"

namespace rounds::test {

inline const std::string rounds_root = "/api/rounds/v1";

/// A site with a network; ines is administrator and steward, ann and bob are members.
class RoundsApi : public ApiTest
{
protected:
    static void SetUpTestSuite()
    {
        ApiTest::SetUpTestSuite();
        ines = new Phone(*site, "ines");
        site->db().transact_blocking([](storage::Transaction& tx) {
            storage::accounts::set_role(tx, ines->id, "admin", "org_provider");
        });
        network = id_of(ines->post(rounds_root + "/networks", network_form("breastcancer")));
    }
    static void TearDownTestSuite()
    {
        delete ines;
        ApiTest::TearDownTestSuite();
    }
    static json::object network_form(const std::string& name)
    {
        return {{"username", name}, {"title", "Breast cancer"}, {"conditions", json::array{"DOID:1612"}}};
    }
    static json::object chat_form(std::chrono::seconds from_now = std::chrono::hours{1})
    {
        const auto starts = site->app().clock.now() + from_now;
        json::array prompts;
        prompts.push_back(json::object{{"content", "What helped?"}, {"offset_s", 0}});
        return {
            {"title", "Fatigue"},
            {"starts_at", to_iso8601(starts)},
            {"ends_at", to_iso8601(starts + std::chrono::hours{1})},
            {"timezone", "America/New_York"},
            {"prompts", std::move(prompts)}
        };
    }
    static json::value error(
        Phone& by,
        http::Method method,
        const std::string& path,
        unsigned status,
        const json::value& body = json::object{}
    )
    {
        const auto response = by.ask(method, rounds_root + path, body);
        EXPECT_EQ(response.status, status) << path << ' ' << response.body;
        auto answer = json::parse(response.body);
        EXPECT_TRUE(answer.at("error").is_string());
        return answer;
    }
    static std::string wrong_field(Phone& by, http::Method method, const std::string& path, const json::value& body)
    {
        return std::string(error(by, method, path, 422, body).at("field").as_string());
    }

    static inline Phone* ines = nullptr;
    static inline std::string network;
};

} // namespace rounds::test
