#include "admin/cli/doctor.hpp"
#include "server/http/certificate.hpp"
#include "storage/base/url.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <ifaddrs.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace rounds::cli::doctor {
namespace {

using std::chrono::days;

constexpr days renew_within{14};

std::string text_of(const sockaddr* address)
{
    char text[INET6_ADDRSTRLEN] = "";
    if (address->sa_family == AF_INET)
        inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, text, sizeof text);
    else if (address->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, text, sizeof text);
    return text;
}

std::vector<std::string> addresses_of(const std::string& host)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    std::vector<std::string> addresses;
    if (getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return addresses;
    for (const auto* one = found; one != nullptr; one = one->ai_next) addresses.push_back(text_of(one->ai_addr));
    freeaddrinfo(found);
    return addresses;
}

std::vector<std::string> own_addresses()
{
    ifaddrs* found = nullptr;
    std::vector<std::string> addresses;
    if (getifaddrs(&found) != 0) return addresses;
    for (const auto* one = found; one != nullptr; one = one->ifa_next)
        if (one->ifa_addr != nullptr) addresses.push_back(text_of(one->ifa_addr));
    freeifaddrs(found);
    return addresses;
}

bool loopback(const std::string& address)
{
    return address.starts_with("127.") || address == "::1";
}

Finding judge_name(
    const app::Config& config,
    const Url& url,
    const std::vector<std::string>& addresses,
    const std::optional<http::ProbeAnswer>& answer
)
{
    if (addresses.empty())
        return {
            "name",
            State::wrong,
            fmt::format("{} has no address", url.host),
            fmt::format("add an A or AAAA record for {}, or mend instance.domain", url.host)
        };
    const auto says = fmt::format("{} is {}", url.host, fmt::join(addresses, ", "));
    if (std::ranges::all_of(addresses, loopback) && !config.federation.loopback_testing)
        return {
            "name",
            State::wrong,
            says + ", which nobody else can reach",
            "let the name lead to the public address of this machine or its proxy"
        };
    if (answer && is_this_instance(config, answer->text))
        return {"name", State::good, says + ", where this instance answers"};
    if (answer && answer->text.starts_with("HTTP/1.") && !answer->text.starts_with("HTTP/1.1 5"))
        return {
            "name",
            State::wrong,
            says + ", where another site answers",
            "let the name, and the proxy there, lead to this instance, or mend instance.domain"
        };
    const auto own = own_addresses();
    const bool ours =
        std::ranges::any_of(addresses, [&](const auto& one) { return std::ranges::find(own, one) != own.end(); });
    if (ours || config.http.certificate_file.empty())
        return {"name", State::good, says + ", where nothing answers yet"};
    return {
        "name",
        State::warning,
        says + ", which is no address of this machine, and nothing answers there",
        "right only when that address leads here (NAT); else mend the DNS record"
    };
}

Finding judge_certificate(const http::CertificateFacts& facts, const std::string& where, const std::string& host)
{
    const auto now = SystemClock().now();
    const auto renew = "renew it; a running server reads it again on SIGHUP";
    if (!facts.names_host)
        return {
            "certificate",
            State::wrong,
            fmt::format("{} is for {}, not for {}", where, fmt::join(facts.names, ", "), host),
            fmt::format("get a certificate for {}", host)
        };
    if (now > facts.not_after)
        return {
            "certificate", State::wrong, fmt::format("{} expired on {}", where, to_iso_date(facts.not_after)), renew
        };
    if (now < facts.not_before)
        return {
            "certificate",
            State::wrong,
            fmt::format("{} is valid from {} only", where, to_iso8601(facts.not_before)),
            "set the clock of this machine, or wait"
        };
    const auto says = fmt::format("{} is for {} and valid until {}", where, host, to_iso_date(facts.not_after));
    if (facts.not_after - now < renew_within) return {"certificate", State::warning, says, renew};
    return {"certificate", State::good, says};
}

/// The one that the configuration names, else the one that whoever ends TLS for us shows.
Finding certificate_finding(const app::Config& config, const Url& url, const std::optional<http::ProbeAnswer>& answer)
{
    const auto& file = config.http.certificate_file;
    if (!file.empty()) {
        try {
            return judge_certificate(http::read_certificate(file, url.host), file, url.host);
        } catch (const std::exception& error) {
            return {"certificate", State::wrong, error.what(), "set http.certificate_file to a PEM chain"};
        }
    }
    if (config.instance.scheme != "https")
        return {"certificate", State::skipped, "instance.scheme is http, which is for tests"};
    if (answer && answer->certificate)
        return judge_certificate(*answer->certificate, "the certificate shown there", url.host);
    return {
        "certificate",
        State::skipped,
        "TLS ends at a proxy that does not answer yet",
        "start the proxy and run this again"
    };
}

} // namespace

void check_name(const Subject& subject, Findings& findings)
{
    const auto& config = subject.config;
    const auto url = parse_url(config.instance.scheme + "://" + config.instance.domain);
    if (!url) return; // the configuration was refused before
    const auto addresses = addresses_of(url->host);
    std::optional<http::ProbeAnswer> answer;
    if (!addresses.empty()) {
        http::ProbeTarget target;
        target.address = url->host;
        target.port = url->port;
        target.tls = url->scheme == "https";
        target.host = config.instance.domain;
        answer = http::probe(target, instance_path);
    }
    findings.push_back(judge_name(config, *url, addresses, answer));
    findings.push_back(certificate_finding(config, *url, answer));
}

} // namespace rounds::cli::doctor
