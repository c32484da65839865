#pragma once

#include "storage/base/clock.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::http {

/// What the operator of a certificate wants to know of it.
struct CertificateFacts
{
    Time not_before{};
    Time not_after{};
    bool names_host = false;        ///< the host asked about
    std::vector<std::string> names; ///< those it is for
};

/// The first certificate of a PEM file. Throws std::runtime_error naming the file when there is none.
[[nodiscard]] CertificateFacts read_certificate(const std::string& file, const std::string& host);

struct ProbeTarget
{
    std::string address; ///< name or address to connect to
    std::uint16_t port = 0;
    bool tls = false;
    std::string host; ///< authority for Host, and (without port) for the certificate
    std::chrono::seconds timeout{5};
};

struct ProbeAnswer
{
    std::string text; ///< head and body as they came, at most 64 kB
    std::optional<CertificateFacts> certificate;
};

/// GETs `path` over a connection of its own, for diagnosis alone: the certificate is looked at and not believed.
/// Nothing when nobody answers in time.
[[nodiscard]] std::optional<ProbeAnswer> probe(const ProbeTarget& target, std::string_view path);

} // namespace rounds::http
