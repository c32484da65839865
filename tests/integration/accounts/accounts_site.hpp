#pragma once

#include "server/workers/mail_worker.hpp"
#include "tests/support/mail_sink.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/site.hpp"

#include <boost/json/parse.hpp>
#include <functional>
#include <gtest/gtest.h>

namespace rounds::test {

inline constexpr const char* password = "correct horse battery";
inline constexpr const char* other_password = "staple horse correct";

using Change = std::function<void(app::Config&)>;

/// A site, and a mail server unless it is to have none.
class AccountsSite
{
public:
    enum class Mail { on, off };

    explicit AccountsSite(Mail mail, const Change& change = {})
        : sink_(mail == Mail::on ? std::make_unique<MailSink>() : nullptr), site_([&](app::Config& config) {
              config.instance.contact_email = "help@mercy.example";
              config.limits.sign_ups_per_30min = 1000;
              config.limits.mails_per_30min = 1000;
              if (sink_) {
                  config.mail.server = sink_->server();
                  config.mail.security = "none";
                  config.mail.from = "rounds@mercy.example";
              }
              if (change) change(config);
          })
    {
    }

    [[nodiscard]] Site& site() noexcept { return site_; }
    [[nodiscard]] Browser browser() { return Browser(site_, "198.51.100." + std::to_string(++last_address_)); }
    [[nodiscard]] app::App& app() noexcept { return site_.app(); }

    /// A token of an app itself.
    std::string app_token(const std::string& scopes = "read write")
    {
        auto browser = this->browser();
        const Fields form{{"client_name", "Phone"}, {"redirect_uris", "app://cb"}, {"scopes", scopes}};
        const auto app = json::parse(browser.post("/api/v1/apps", form).body).as_object();
        const Fields grant{
            {"grant_type", "client_credentials"},
            {"client_id", std::string(app.at("client_id").as_string())},
            {"client_secret", std::string(app.at("client_secret").as_string())},
            {"scope", scopes}
        };
        const auto token = json::parse(browser.post("/oauth/token", grant).body).as_object();
        return std::string(token.at("access_token").as_string());
    }
    http::Response
    api(http::Method method, const std::string& target, const std::string& token, const Fields& form = {})
    {
        auto request = make_request(method, target, {{"Authorization", "Bearer " + token}});
        if (!form.empty()) request.headers.set("Content-Type", "application/x-www-form-urlencoded");
        request.body = urlencoded(form);
        return site_.send(request);
    }
    /// POST /api/v1/accounts, complete but for what `more` changes.
    http::Response sign_up(const std::string& token, const std::string& name, const Fields& more = {})
    {
        Fields form{
            {"username", name},
            {"email", name + "@home.example"},
            {"password", password},
            {"agreement", "true"},
            {"locale", "en"},
            {"reason", "I care for my father."}
        };
        for (const auto& [field, value] : more) {
            std::erase_if(form, [&](const auto& one) { return one.first == field; });
            form.emplace_back(field, value);
        }
        return api(http::Method::post, "/api/v1/accounts", token, form);
    }
    /// The form of a page, filled in and sent.
    static http::Response
    send_form(Browser& browser, const http::Response& page, const std::string& action, Fields more)
    {
        auto fields = hidden_inputs(page, action);
        for (auto& field : more) {
            std::erase_if(fields, [&](const auto& one) { return one.first == field.first; });
            fields.push_back(std::move(field));
        }
        return browser.post(action, fields);
    }
    http::Response sign_up_by_page(Browser& browser, const std::string& name, Fields more = {})
    {
        Fields fields{
            {"username", name}, {"email", name + "@home.example"}, {"password", password}, {"agreement", "true"}
        };
        for (auto& field : more) {
            std::erase_if(fields, [&](const auto& one) { return one.first == field.first; });
            fields.push_back(std::move(field));
        }
        return send_form(browser, browser.get("/auth/sign_up"), "/auth/sign_up", fields);
    }

    /// Sends what waits, and returns all mails so far.
    std::vector<ReceivedMail> mails()
    {
        workers::MailWorker worker(app(), {.threads = 0});
        worker.drain();
        return sink_->mails();
    }
    ReceivedMail last_mail()
    {
        auto all = mails();
        if (all.empty()) throw std::runtime_error("no mail came");
        return all.back();
    }
    std::int64_t count(const std::string& sql)
    {
        return site_.db().transact_blocking([&](storage::Transaction& tx) { return test::count(tx, sql); });
    }
    void change(const std::string& sql)
    {
        site_.db().transact_blocking([&](storage::Transaction& tx) { tx.exec_plain(sql); });
    }

private:
    std::unique_ptr<MailSink> sink_;
    Site site_;
    int last_address_ = 0;
};

inline json::object object_of(const http::Response& response)
{
    return json::parse(response.body).as_object();
}

/// "ERR_TAKEN" of the field in an answer to a sign-up; empty when nothing is wrong with it.
inline std::string fault_of(const http::Response& response, const std::string& field)
{
    const auto body = object_of(response);
    const auto* details = body.if_contains("details");
    if (details == nullptr || !details->as_object().contains(field)) return {};
    return std::string(details->at(field).as_array().front().at("error").as_string());
}

inline bool logged_in(Browser& browser)
{
    return browser.get("/settings").status == 200;
}

} // namespace rounds::test
