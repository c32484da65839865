#include "tests/support/live_site.hpp"

#include "server/api/routes.hpp"
#include "server/app/documents.hpp"
#include "server/app/tokens.hpp"
#include "server/oauth/routes.hpp"
#include "server/streaming/routes.hpp"
#include "storage/channels.hpp"

#include <array>

namespace rounds::test {

LiveSite::LiveSite(const std::function<void(app::Config&)>& change) : site_(change)
{
    auto& app = site_.app();
    hub_ = std::make_unique<streaming::Hub>(app);
    app.streams = hub_.get();
    app::EventReader::Settings reading;
    reading.listen_url = site_.runtime().database_url();
    events_ = std::make_unique<app::EventReader>(app.work_db, reading);
    using Events = app::EventReader::Events;
    events_->subscribe([&app](const Events& events) { app.tokens.apply(events); });
    events_->subscribe([&app](const Events& events) { app.documents.apply(events); });
    events_->after_each_look([&app](bool all) {
        app.tokens.renew();
        if (all) app.freshness.renew();
    });
    events_->subscribe([&app](const Events& events) { app.api->apply(events); });
    events_->subscribe([this](const Events& events) { hub_->apply(events); });
    hub_->start();
    events_->start();
    app.notifier.tell_here(storage::channels::events, [this] { events_->wake(); });

    const std::array tables{api::routes(), oauth::routes(), streaming::routes()};
    dispatcher_ = std::make_unique<app::Dispatcher>(app, tables, [](unsigned status, std::string_view message) {
        return http::json_error(status, message);
    });
    dispatcher_->after_changes([&app](AccountId person) { app.api->changed(person); });
    http::ServerSettings settings;
    settings.host_names = {"rounds.test"};
    settings.limits.drain = std::chrono::seconds{5};
    http::Handlers handlers;
    handlers.admit = [this](const http::Request& request) { return dispatcher_->admit(request); };
    handlers.handle = [this](http::Request& request) { return dispatcher_->handle(request); };
    server_ = std::make_unique<http::Server>(settings, handlers);
    server_->start();
}

LiveSite::~LiveSite()
{
    hub_->stop();
    server_->stop();
    site_.app().notifier.tell_here(storage::channels::events, {});
    events_->stop();
    server_.reset();
    site_.app().streams = nullptr;
}

TestSocket LiveSite::socket(const std::string& token, const std::string& query)
{
    const auto target = "/api/v1/streaming" + (query.empty() ? std::string{} : "?" + query);
    return {port(), target, token.empty() ? std::string{} : "Authorization: Bearer " + token + "\r\n"};
}

TestSocket LiveSite::listen(const std::string& token, const std::string& query)
{
    auto socket = this->socket(token, query);
    socket.sync();
    return socket;
}

} // namespace rounds::test
