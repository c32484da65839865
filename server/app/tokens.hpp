#pragma once

#include "server/app/context.hpp"
#include "server/app/event_reader.hpp"
#include "storage/base/clock.hpp"
#include "storage/pg/database.hpp"

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>

namespace rounds::app {

/// Whose connections a request uses.
enum class Lane { usual, operators };

/// Who a token or a session cookie stands for. Answers are kept for a second, so that a busy client does not cost a
/// query per request, and those of tokens in use are renewed together before it is over; what is revoked in this
/// process is forgotten at once, elsewhere within that second (security.md decision 8). Only hashes are kept.
/// Thread-safe.
class Tokens
{
public:
    /// `staff_second_factor`: moderators and administrators without one are members.
    /// `operator_db`: connections that requests of operators have to themselves; null: they use those of everybody.
    Tokens(
        storage::Database& db,
        const Clock& clock,
        bool staff_second_factor = false,
        storage::Database* operator_db = nullptr,
        std::size_t most = 10'000
    );
    ~Tokens();
    Tokens(const Tokens&) = delete;
    Tokens& operator=(const Tokens&) = delete;

    /// Of who has asked for an account and has none yet, the viewer says so (Viewer::waiting).
    /// unauthorized when the token is unknown, revoked or idle for too long, or its person may not log in.
    [[nodiscard]] asio::awaitable<result<Viewer>> authenticate(std::string_view bearer, Lane lane = Lane::usual);
    /// The same for the value of the session cookie.
    [[nodiscard]] asio::awaitable<result<Viewer>> session(std::string_view cookie, Lane lane = Lane::usual);
    /// For all that the console and the admin API read and do: they work when a flood holds every other connection, and
    /// so does finding out who asks (Lane::operators).
    [[nodiscard]] storage::Database& operator_db() const noexcept;

    /// Call after the transaction that revoked them has committed.
    void forget(TokenId token);
    void forget(AccountId account); ///< all tokens and sessions of a person
    void forget_session(std::string_view cookie);
    void forget_all();
    /// Asks for all tokens that were used since the last time whether they still stand, by one query that blocks. Does
    /// nothing within `renew_every` of the last time. Give it to EventReader::after_each_look.
    void renew();
    static constexpr std::chrono::milliseconds renew_every{400};
    /// What other processes revoked. Give it to EventReader::subscribe.
    void apply(const EventReader::Events& events);

    [[nodiscard]] std::size_t size() const; ///< answers kept at the moment

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rounds::app
