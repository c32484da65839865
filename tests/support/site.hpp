#pragma once

#include "server/api/state.hpp"
#include "server/app/app.hpp"
#include "server/app/dispatch.hpp"
#include "server/app/runtime.hpp"
#include "server/media/service.hpp"
#include "tests/support/test_database.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace rounds::test {

/// The whole server behind its sockets, at https://mercy.example: requests go through the dispatcher to the real
/// handlers and the database, and answers get the headers that the HTTP server adds.
class Site
{
public:
    explicit Site(const std::function<void(app::Config&)>& change = {});

    [[nodiscard]] app::App& app() noexcept { return runtime_->app(); }
    [[nodiscard]] app::Runtime& runtime() noexcept { return *runtime_; }
    [[nodiscard]] storage::Database& db() noexcept { return app().db; }
    [[nodiscard]] const app::Dispatcher& dispatcher() const noexcept { return *dispatcher_; }
    [[nodiscard]] http::Response send(const http::Request& request);

    /// A person who can log in with `password` (hashed cheaply).
    AccountId add_person(const std::string& username, const std::string& password, const std::string& role = "member");
    /// A bearer token of that person.
    std::string add_token(AccountId person, const std::string& scopes = "read write follow push");
    /// Hands what is new in the table of events to the caches of the client API, as the event reader does.
    void read_events();

private:
    TestDatabase database_;
    TemporaryFolder folder_;
    std::unique_ptr<app::Runtime> runtime_;
    std::unique_ptr<media::Service> media_;
    std::unique_ptr<api::State> state_;
    storage::events::Cursor cursor_;
    std::vector<std::span<const app::Route>> tables_;
    std::unique_ptr<app::Dispatcher> dispatcher_;
};

using Fields = std::vector<std::pair<std::string, std::string>>;

/// What a browser does with cookies and forms; it follows no redirect by itself.
class Browser
{
public:
    explicit Browser(Site& site, std::string address = "192.0.2.1") : site_(&site), address_(std::move(address)) {}

    http::Response get(const std::string& target, const Fields& headers = {});
    /// Sends the fields urlencoded, with the Origin of the site unless a header says otherwise.
    http::Response post(const std::string& target, const Fields& fields, const Fields& headers = {});
    /// Loads the log-in form and sends it.
    http::Response log_in(const std::string& name, const std::string& password, const std::string& next = "/");

    [[nodiscard]] std::map<std::string, std::string>& cookies() noexcept { return cookies_; }

private:
    http::Response send(http::Request request);

    Site* site_;
    std::string address_;
    std::map<std::string, std::string> cookies_;
};

/// A request as the HTTP layer hands it over. `target` may hold a query.
[[nodiscard]] http::Request make_request(http::Method method, const std::string& target, const Fields& headers = {});
[[nodiscard]] std::string urlencoded(const Fields& fields);
/// The value of the first <input name="..."> of a page; throws when there is none.
[[nodiscard]] std::string input_value(const http::Response& page, const std::string& name);
/// All hidden inputs of the form that leads to `action`.
[[nodiscard]] Fields hidden_inputs(const http::Response& page, const std::string& action);
/// A parameter of the query of an address, decoded; empty when absent.
[[nodiscard]] std::string query_value(std::string_view address, std::string_view name);

} // namespace rounds::test
