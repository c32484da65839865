#pragma once

#include "server/app/context.hpp"
#include "storage/base/clock.hpp"
#include "storage/pg/database.hpp"

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string_view>

namespace rounds::app {

/// Who a bearer token or a session cookie stands for. Answers come from a bounded cache for at most a second, so a
/// token revoked in another process stops working within that time; one revoked here stops at once.
class Tokens
{
public:
    Tokens(storage::Database& db, const Clock& clock);
    ~Tokens();

    /// unauthorized when unknown, revoked, or its account is disabled, suspended or deleted.
    [[nodiscard]] asio::awaitable<result<Viewer>> authenticate(std::string_view bearer);
    /// The same for the secret of a browser session.
    [[nodiscard]] asio::awaitable<result<Viewer>> session(std::string_view cookie);

    /// Drops all that is cached for an account: after revocation, a new password, suspension.
    void forget(AccountId account);
    void forget_all();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rounds::app
