#include "server/http/metrics.hpp"

#include <map>
#include <mutex>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <unordered_map>
#include <vector>

namespace rounds::http {
namespace {

const prometheus::Histogram::BucketBoundaries seconds_buckets{
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
};

std::string key_of(std::string_view name, Metrics::Labels labels)
{
    std::string key{name};
    for (const auto& [label, value] : labels) key.append("\x1f").append(label).append("=").append(value);
    return key;
}

prometheus::Labels to_labels(Metrics::Labels labels)
{
    prometheus::Labels out;
    for (const auto& [label, value] : labels) out.emplace(label, value);
    return out;
}

} // namespace

/// The registry looks its series up by hashing maps of labels; one flat map in front keeps that out of each request.
struct Metrics::Impl
{
    mutable std::mutex mutex;
    prometheus::Registry registry;
    std::unordered_map<std::string, prometheus::Counter*> counters;
    std::unordered_map<std::string, prometheus::Histogram*> histograms;
    std::vector<std::pair<prometheus::Gauge*, std::function<double()>>> gauges;
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}

Metrics::~Metrics() = default;

void Metrics::request(std::string_view route, unsigned status, std::chrono::microseconds took)
{
    constexpr std::string_view classes[] = {"other", "1xx", "2xx", "3xx", "4xx", "5xx"};
    const auto status_class = classes[status < 600 ? status / 100 : 0];
    count("rounds_http_requests_total", "Requests answered", {{"route", route}, {"class", status_class}});
    const auto seconds = std::chrono::duration<double>(took).count();
    observe("rounds_http_request_seconds", "Time from the first byte to the answer", {{"route", route}}, seconds);
}

void Metrics::count(std::string_view name, std::string_view help, Labels labels, double by)
{
    const auto key = key_of(name, labels);
    const std::lock_guard lock{impl_->mutex};
    auto& counter = impl_->counters[key];
    if (counter == nullptr) {
        auto& family =
            prometheus::BuildCounter().Name(std::string{name}).Help(std::string{help}).Register(impl_->registry);
        counter = &family.Add(to_labels(labels));
    }
    counter->Increment(by);
}

void Metrics::observe(std::string_view name, std::string_view help, Labels labels, double seconds)
{
    const auto key = key_of(name, labels);
    const std::lock_guard lock{impl_->mutex};
    auto& histogram = impl_->histograms[key];
    if (histogram == nullptr) {
        auto& family =
            prometheus::BuildHistogram().Name(std::string{name}).Help(std::string{help}).Register(impl_->registry);
        histogram = &family.Add(to_labels(labels), seconds_buckets);
    }
    histogram->Observe(seconds);
}

void Metrics::gauge(std::string_view name, std::string_view help, std::function<double()> read)
{
    const std::lock_guard lock{impl_->mutex};
    auto& family = prometheus::BuildGauge().Name(std::string{name}).Help(std::string{help}).Register(impl_->registry);
    impl_->gauges.emplace_back(&family.Add({}), std::move(read));
}

std::string Metrics::text() const
{
    const std::lock_guard lock{impl_->mutex};
    for (const auto& [gauge, read] : impl_->gauges) gauge->Set(read());
    return prometheus::TextSerializer{}.Serialize(impl_->registry.Collect());
}

} // namespace rounds::http
