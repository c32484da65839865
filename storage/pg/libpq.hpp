#pragma once

// For storage/pg only: owners for what libpq and the kernel hand out.

#include "storage/pg/failure.hpp"

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <libpq-fe.h>
#include <memory>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace rounds::storage {

struct LibpqDelete
{
    void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
    void operator()(PGresult* result) const noexcept { PQclear(result); }
    void operator()(PGnotify* notification) const noexcept { PQfreemem(notification); }
    void operator()(char* text) const noexcept { PQfreemem(text); }
};
template <class T> using Libpq = std::unique_ptr<T, LibpqDelete>;

[[nodiscard]] inline std::string error_line(const PGconn* connection)
{
    const std::string_view text = PQerrorMessage(connection);
    return std::string(text.substr(0, text.find('\n')));
}

/// Connected, or throws Unavailable. Notices are dropped.
[[nodiscard]] inline Libpq<PGconn> connect_libpq(const std::string& url)
{
    Libpq<PGconn> connection(PQconnectdb(url.c_str()));
    if (PQstatus(connection.get()) != CONNECTION_OK) throw Unavailable(error_line(connection.get()));
    PQsetNoticeProcessor(connection.get(), [](void*, const char*) {}, nullptr);
    return connection;
}

/// PostgreSQL commits here first and waits for its synchronous standbys then. Whoever cancels that wait leaves the
/// client with the answer COMMIT and a warning: a transaction that a fail-over would lose (security.md R9;
/// manual 27.2.8).
class StandbyWatch
{
public:
    /// Takes the connection's notices, this one apart, away. It must outlive the connection's use.
    void watch(PGconn* connection) { PQsetNoticeReceiver(connection, &StandbyWatch::receive, this); }
    /// Whether a wait was cut short since the last question.
    [[nodiscard]] bool cut_short() noexcept { return std::exchange(cut_short_, false); }

    static constexpr const char* reason = "committed here, but not at the synchronous standby";

private:
    static void receive(void* self, const PGresult* notice)
    {
        // Messages are translated, the names of functions are not.
        const char* function = PQresultErrorField(notice, PG_DIAG_SOURCE_FUNCTION);
        if (function != nullptr && std::string_view(function) == "SyncRepWaitForLSN")
            static_cast<StandbyWatch*>(self)->cut_short_ = true;
    }

    bool cut_short_ = false;
};

/// Wakes a thread that polls a socket.
class WakeUp
{
public:
    WakeUp() : fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    {
        if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
    }
    ~WakeUp() { close(fd_); }
    WakeUp(const WakeUp&) = delete;
    WakeUp& operator=(const WakeUp&) = delete;

    void signal() noexcept { eventfd_write(fd_, 1); }

    /// Returns after a signal, when `socket` can be read (-1: none), or after the time; negative: never.
    void wait(int socket, std::chrono::milliseconds longest) noexcept
    {
        pollfd watched[] = {{fd_, POLLIN, 0}, {socket, POLLIN, 0}};
        poll(watched, 2, static_cast<int>(longest.count()));
        std::uint64_t count = 0;
        eventfd_read(fd_, &count);
    }

private:
    int fd_;
};

} // namespace rounds::storage
