#include "tests/support/site.hpp"

#include "tests/support/staff_record.hpp"

#include "admin/console/routes.hpp"
#include "server/admin_api/routes.hpp"
#include "server/api/routes.hpp"
#include "server/app/documents.hpp"
#include "server/app/vapid.hpp"
#include "server/archive/routes.hpp"
#include "server/http/render.hpp"
#include "server/inbound/document_routes.hpp"
#include "server/media/routes.hpp"
#include "server/oauth/routes.hpp"
#include "server/rounds_api/routes.hpp"
#include "server/social/create_account.hpp"
#include "server/social/passwords.hpp"
#include "server/web/chat.hpp"
#include "server/web/page.hpp"
#include "server/web/routes.hpp"
#include "storage/apps.hpp"
#include "storage/base/url.hpp"
#include "storage/tokens.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>
#include <stdexcept>

namespace rounds::test {
namespace {

/// Cheap enough for tests: the threads are what is tested, not the costs.
constexpr social::PasswordCost cheap{.memory_bytes = 8192, .passes = 1};

std::string unescaped(std::string text)
{
    const std::pair<std::string_view, std::string_view> names[] = {
        {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&#39;", "'"}, {"&amp;", "&"}
    };
    for (const auto& [name, character] : names)
        for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + 1))
            text.replace(at, name.size(), character);
    return text;
}

std::string attribute(std::string_view tag, std::string_view name)
{
    const auto start = tag.find(std::string(" ") + std::string(name) + "=\"");
    if (start == std::string_view::npos) return {};
    const auto value = start + name.size() + 3;
    return unescaped(std::string(tag.substr(value, tag.find('"', value) - value)));
}

/// What the audit log must say of the request: every one of staff, in every test (security.md R24). Null: nothing.
const StaffAct* act_of(const http::Request& request, std::string_view pattern)
{
    if (request.method == http::Method::get || request.method == http::Method::head) return nullptr;
    const auto* act = find_act(std::string(name_of(request.method)) + ' ' + std::string(pattern));
    return act && !act->actions.empty() ? act : nullptr;
}

} // namespace

Site::Site(const std::function<void(app::Config&)>& change)
{
    app::Config config;
    config.instance.domain = "mercy.example";
    config.instance.title = "Mercy Rounds";
    config.instance.organisation = "Mercy Hospital";
    config.paths.data = folder_.path();
    config.database.url = database_.url();
    config.database.connections = 4;
    config.database.worker_connections = 1;
    config.database.allow_unsafe_settings = true;
    config.limits.logins_per_5min = 1000;
    config.limits.apps_per_5min = 1000;
    if (change) change(config);
    const app::Runtime::Options options{.migrate = false, .background_threads = 1};
    runtime_ = std::make_unique<app::Runtime>(std::move(config), options);
    media_ = std::make_unique<media::Service>(app());
    app().media = media_.get();
    api::State::Told told{app::vapid_public_key(app().work_db, app().secrets), app().config.limits.collections};
    state_ = std::make_unique<api::State>(app().work_db, app().urls, app().clock, std::move(told));
    app().api = state_.get();
    cursor_ = db().transact_blocking([](storage::Transaction& tx) { return storage::events::now(tx); });
    app().chat_page = web::chat;
    tables_ = {
        api::routes(),
        admin_api::routes(),
        rounds_api::routes(),
        oauth::routes(),
        web::routes(),
        archive::routes(),
        inbound::document_routes(),
        media::routes(),
        console::routes()
    };
    dispatcher_ = std::make_unique<app::Dispatcher>(app(), tables_, [this](unsigned status, std::string_view) {
        return web::error_page(app().config, status);
    });
    dispatcher_->after_changes([this](AccountId person) { state_->changed(person); });
}

http::Response Site::send(const http::Request& request)
{
    const auto* act = act_of(request, dispatcher_->label(request));
    const auto before = act ? last_entry(db()) : 0;
    boost::asio::io_context context;
    auto answer = boost::asio::co_spawn(context, dispatcher_->handle(request), boost::asio::use_future);
    context.run();
    auto response = answer.get();
    http::finish_response(request, response);
    const bool sent_away = response.headers.get("Location").starts_with("/auth/"); // to log in first
    if (act && response.status < 400 && !sent_away) expect_on_record_once(db(), before, *act);
    return response;
}

AccountId Site::add_person(const std::string& username, const std::string& password, const std::string& role)
{
    const auto hash = social::hash_password(password, cheap);
    const auto account = db().transact_blocking([&](storage::Transaction& tx) {
        social::NewPerson person;
        person.username = username;
        person.email = username + "@mercy.example";
        person.password_hash = *hash;
        person.role = role;
        return social::create_person(tx, app().urls, app().keyring, person);
    });
    return account.value().id;
}

std::string Site::add_token(AccountId person, const std::string& scopes)
{
    const auto token = crypto::random_token();
    db().transact_blocking([&](storage::Transaction& tx) {
        storage::OAuthApp client;
        client.name = "Tests";
        client.redirect_uris = {"urn:ietf:wg:oauth:2.0:oob"};
        client.scopes = scopes;
        client.client_id = crypto::random_token();
        client.secret_hash = crypto::sha256("secret");
        storage::AccessToken row;
        row.token_hash = crypto::sha256(token);
        row.app = storage::apps::create(tx, client).id;
        row.account = person;
        row.scopes = scopes;
        row.created_at = app().clock.now();
        (void)storage::tokens::add(tx, row);
    });
    return token;
}

void Site::read_events()
{
    auto next = cursor_;
    const auto events = db().transact_blocking([&](storage::Transaction& tx) {
        next = cursor_;
        return storage::events::read(tx, next, 1'000'000);
    });
    cursor_ = next;
    state_->apply(events);
    dispatcher_->apply(events);
    app().documents.apply(events);
}

http::Request make_request(http::Method method, const std::string& target, const Fields& headers)
{
    http::Request request;
    request.method = method;
    request.method_name = to_string(method);
    request.target = target;
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    if (question != std::string::npos) request.query = target.substr(question + 1);
    request.client_address = "192.0.2.1";
    request.secure = true;
    request.headers.add("Host", "mercy.example");
    for (const auto& [name, value] : headers) request.headers.set(name, value);
    return request;
}

std::string urlencoded(const Fields& fields)
{
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out += '&';
        out += percent_encode(name) + "=" + percent_encode(value);
    }
    return out;
}

http::Response Browser::get(const std::string& target, const Fields& headers)
{
    auto request = make_request(http::Method::get, target, {{"Accept", "text/html"}});
    for (const auto& [name, value] : headers) request.headers.set(name, value);
    return send(std::move(request));
}

http::Response Browser::post(const std::string& target, const Fields& fields, const Fields& headers)
{
    const Fields usual{
        {"Accept", "text/html"},
        {"Content-Type", "application/x-www-form-urlencoded"},
        {"Origin", "https://mercy.example"}
    };
    auto request = make_request(http::Method::post, target, usual);
    for (const auto& [name, value] : headers) request.headers.set(name, value);
    request.body = urlencoded(fields);
    return send(std::move(request));
}

http::Response Browser::send(http::Request request)
{
    request.client_address = address_;
    std::string sent;
    for (const auto& [name, value] : cookies_) {
        if (!sent.empty()) sent += "; ";
        sent += name + "=" + value;
    }
    if (!sent.empty()) request.headers.set("Cookie", sent);
    auto response = site_->send(request);
    for (const auto& [name, value] : response.headers.entries()) {
        if (name != "Set-Cookie") continue;
        const auto pair = value.substr(0, value.find(';'));
        const auto cookie = pair.substr(0, pair.find('='));
        if (value.find("Max-Age=0") != std::string::npos)
            cookies_.erase(cookie);
        else
            cookies_[cookie] = pair.substr(cookie.size() + 1);
    }
    return response;
}

http::Response Browser::log_in(const std::string& name, const std::string& password, const std::string& next)
{
    const auto form = get("/auth/sign_in?again=1&next=" + percent_encode(next));
    auto fields = hidden_inputs(form, "/auth/sign_in");
    fields.emplace_back("login", name);
    fields.emplace_back("password", password);
    return post("/auth/sign_in", fields);
}

std::string input_value(const http::Response& page, const std::string& name)
{
    const auto at = page.body.find("name=\"" + name + "\"");
    if (at == std::string::npos) throw std::runtime_error("the page has no input " + name);
    const auto start = page.body.rfind('<', at);
    return attribute(std::string_view(page.body).substr(start, page.body.find('>', at) - start), "value");
}

Fields hidden_inputs(const http::Response& page, const std::string& action)
{
    const auto form = page.body.find("action=\"" + action + "\"");
    if (form == std::string::npos) throw std::runtime_error("the page has no form that leads to " + action);
    const auto end = page.body.find("</form>", form);
    Fields fields;
    for (auto at = page.body.find("<input", form); at < end; at = page.body.find("<input", at + 1)) {
        const auto tag = std::string_view(page.body).substr(at, page.body.find('>', at) - at);
        if (attribute(tag, "type") == "hidden") fields.emplace_back(attribute(tag, "name"), attribute(tag, "value"));
    }
    return fields;
}

std::string query_value(std::string_view address, std::string_view name)
{
    const auto question = address.find('?');
    if (question == std::string_view::npos) return {};
    auto rest = address.substr(question + 1);
    while (!rest.empty()) {
        const auto pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
        const auto equals = pair.find('=');
        if (pair.substr(0, equals) == name && equals != std::string_view::npos)
            return percent_decode(pair.substr(equals + 1), true).value();
    }
    return {};
}

} // namespace rounds::test
