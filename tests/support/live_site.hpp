#pragma once

#include "server/streaming/hub.hpp"
#include "tests/support/site.hpp"
#include "tests/support/web_socket.hpp"

#include <memory>

namespace rounds::test {

/// A Site that also listens, with the client API, OAuth and streaming; events are read as they come. Requests through
/// site() and through the port meet the same server.
class LiveSite
{
public:
    explicit LiveSite(const std::function<void(app::Config&)>& change = {});
    ~LiveSite();

    [[nodiscard]] Site& site() noexcept { return site_; }
    [[nodiscard]] std::uint16_t port() const noexcept { return server_->port(); }
    [[nodiscard]] streaming::Hub& hub() noexcept { return *hub_; }
    [[nodiscard]] http::Server& server() noexcept { return *server_; }
    void stop_hub() { hub_->stop(); }

    /// A WebSocket; `query` follows "?".
    [[nodiscard]] TestSocket socket(const std::string& token, const std::string& query = {});
    /// The same, and the subscription has been taken up.
    [[nodiscard]] TestSocket listen(const std::string& token, const std::string& query);

private:
    Site site_;
    std::unique_ptr<streaming::Hub> hub_;
    std::unique_ptr<app::EventReader> events_;
    std::unique_ptr<app::Dispatcher> dispatcher_;
    std::unique_ptr<http::Server> server_;
};

} // namespace rounds::test
