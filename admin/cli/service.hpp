#pragma once

#include "server/app/runtime.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace rounds::cli {

/// What one process does of the instance's work (architecture section 3).
struct Roles
{
    bool web = true;
    bool streaming = true;
    bool worker = true;

    /// "web,streaming,worker"; UsageError for other words.
    [[nodiscard]] static Roles parse(const std::string& text);
};

/// A running server: listeners, workers and what they stand on.
class Service
{
public:
    Service(app::Config config, Roles roles);
    ~Service();
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept;
    [[nodiscard]] app::App& app() noexcept;
    /// Returns when asked to stop: SIGTERM and SIGINT drain and end, SIGHUP reads the certificate again.
    void run_until_signalled();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rounds::cli
