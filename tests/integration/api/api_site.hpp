#pragma once

#include "tests/support/makers.hpp"
#include "tests/support/site.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace rounds::test {

/// A field of a form, or a file when it has a file name.
struct Part
{
    std::string name;
    std::string content;
    std::string file_name = {};
};

/// A person with a token, as an app sees the server.
class Phone
{
public:
    Phone(Site& site, const std::string& name)
        : site_(&site), id(site.add_person(name, "correct horse battery")), token_(site.add_token(id))
    {
    }

    /// Of somebody who is there.
    Phone(Site& site, AccountId account) : site_(&site), id(account), token_(site.add_token(account)) {}

    http::Response
    ask(http::Method method, const std::string& target, const json::value& body = nullptr, Fields more = {})
    {
        if (!token_.empty()) more.emplace_back("Authorization", "Bearer " + token_);
        auto request = make_request(method, target, more);
        if (!body.is_null()) {
            request.headers.set("Content-Type", "application/json");
            request.body = json::serialize(body);
        }
        return site_->send(request);
    }
    /// The same with a body of several parts (RFC 7578).
    http::Response send_parts(http::Method method, const std::string& target, const std::vector<Part>& parts)
    {
        auto request = make_request(method, target, {{"Authorization", "Bearer " + token_}});
        request.headers.set("Content-Type", "multipart/form-data; boundary=thirteen");
        for (const auto& part : parts) {
            request.body += "--thirteen\r\nContent-Disposition: form-data; name=\"" + part.name + '"';
            if (!part.file_name.empty())
                request.body += "; filename=\"" + part.file_name + "\"\r\nContent-Type: image/png";
            request.body += "\r\n\r\n" + part.content + "\r\n";
        }
        request.body += "--thirteen--\r\n";
        return site_->send(request);
    }
    json::value get(const std::string& target) { return parsed(ask(http::Method::get, target)); }
    json::value post(const std::string& target, const json::value& body = nullptr)
    {
        return parsed(ask(http::Method::post, target, body));
    }
    unsigned status_of(const std::string& target) { return ask(http::Method::get, target).status; }
    /// The id of a new post.
    std::string say(const std::string& text, const std::string& visibility = "public", const std::string& parent = "")
    {
        json::object form{{"status", text}, {"visibility", visibility}};
        if (!parent.empty()) form["in_reply_to_id"] = parent;
        return std::string(post("/api/v1/statuses", form).at("id").as_string());
    }
    /// The same without a token.
    [[nodiscard]] Phone stranger() const
    {
        auto copy = *this;
        copy.token_.clear();
        return copy;
    }

    static json::value parsed(const http::Response& response)
    {
        EXPECT_EQ(response.status, 200U) << response.body;
        return json::parse(response.body);
    }

private:
    Site* site_;

public:
    AccountId id;

private:
    std::string token_;
};

inline std::string id_of(const json::value& entity)
{
    return std::string(entity.at("id").as_string());
}

inline std::vector<std::string> ids_in(const json::value& list)
{
    std::vector<std::string> ids;
    for (const auto& one : list.as_array()) ids.emplace_back(one.at("id").as_string());
    return ids;
}

inline std::string unlimited_path(const std::string& id, const std::string& rest = "")
{
    return "/api/v1/statuses/" + id + rest;
}

/// One site for a suite, without rate limits, and two people.
class ApiTest : public ::testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        site = new Site([](app::Config& config) {
            config.limits.api_per_5min = 1'000'000;
            config.limits.deletes_per_30min = 1'000'000;
            config.limits.media_per_30min = 1'000'000;
        });
        ann = new Phone(*site, "ann");
        bob = new Phone(*site, "bob");
    }
    static void TearDownTestSuite()
    {
        delete bob;
        delete ann;
        delete site;
    }
    static std::size_t queries_of(const std::function<void()>& work)
    {
        const auto before = site->db().figures().statements;
        work();
        return site->db().figures().statements - before;
    }
    static void follow(Phone& by, const Phone& target)
    {
        by.post("/api/v1/accounts/" + to_string(target.id) + "/follow");
        site->read_events();
    }

    static inline Site* site = nullptr;
    static inline Phone* ann = nullptr;
    static inline Phone* bob = nullptr;
};

} // namespace rounds::test
