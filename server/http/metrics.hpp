#pragma once

#include <chrono>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace rounds::http {

/// The process's figures in Prometheus' form. All functions are thread-safe. Label values must come from a fixed set
/// (routes, states), never from a request's text: each one is kept for ever.
class Metrics
{
public:
    using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    Metrics();
    ~Metrics();

    /// Counts rounds_http_requests_total{route,class} and the time in rounds_http_request_seconds{route}. `route` is
    /// the pattern of the table.
    void request(std::string_view route, unsigned status, std::chrono::microseconds took);
    /// Adds to a counter of this name, made when first used.
    void count(std::string_view name, std::string_view help, Labels labels, double by = 1);
    /// Observes seconds in a histogram of this name, made when first used.
    void observe(std::string_view name, std::string_view help, Labels labels, double seconds);
    /// A figure that is read when the metrics are.
    void gauge(std::string_view name, std::string_view help, std::function<double()> read);

    /// text/plain; version=0.0.4
    [[nodiscard]] std::string text() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rounds::http
