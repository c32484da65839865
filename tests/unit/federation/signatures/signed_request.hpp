#pragma once

#include "federation/signatures/cavage.hpp"
#include "federation/signatures/fields.hpp"
#include "federation/signatures/request_signature.hpp"
#include "federation/signatures/rfc9421.hpp"
#include "federation/signatures/sign.hpp"
#include "federation/signatures/structured_fields.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <vector>

namespace rounds::signatures::testing {

inline const Time noon = parse_iso8601("2026-11-22T12:00:00Z").value();

inline const PrivateKey& rsa_key()
{
    static const PrivateKey key = PrivateKey::generate_rsa();
    return key;
}

inline const PrivateKey& ed25519_key()
{
    static const PrivateKey key = PrivateKey::generate_ed25519();
    return key;
}

inline const std::vector<std::string>& our_hosts()
{
    static const std::vector<std::string> hosts{"mercy.example"};
    return hosts;
}

/// A request as it arrives, changeable in every part.
struct Arrived
{
    std::string method = "POST";
    std::string target = "/inbox";
    Headers headers{};
    std::string body = R"({"type":"Follow"})";

    [[nodiscard]] std::vector<HeaderView> views() const
    {
        std::vector<HeaderView> views;
        for (const auto& header : headers) views.push_back({header.name, header.value});
        return views;
    }

    /// parse and verify at `now`.
    [[nodiscard]] result<void> verify(const PublicKey& key, Time now = noon) const
    {
        const auto fields = views();
        const RequestView view{method, target, fields, body};
        const auto signature = parse(view);
        if (!signature) return signature.error();
        return signatures::verify(*signature, view, key, ManualClock{now}, our_hosts());
    }

    std::string& value(std::string_view name) { return std::ranges::find(headers, name, &Header::name)->value; }
    void drop(std::string_view name)
    {
        std::erase_if(headers, [&](const Header& header) { return header.name == name; });
    }
};

inline Outgoing outgoing(const Arrived& request, const std::string& host)
{
    return {
        request.method,
        "https",
        host,
        request.target,
        request.method == "GET" ? "" : "application/activity+json",
        request.body
    };
}

/// What our own signer sends, as it arrives.
inline Arrived cavage_request(
    std::string method = "POST",
    std::string target = "/inbox",
    const std::string& host = "mercy.example",
    Query query = Query::signed_
)
{
    Arrived request{.method = std::move(method), .target = std::move(target)};
    if (request.method == "GET") request.body.clear();
    request.headers =
        sign_cavage(outgoing(request, host), rsa_key(), "https://peer.example/users/ann#main-key", noon, query);
    request.headers.push_back({"host", host});
    if (request.method != "GET") request.headers.push_back({"content-type", "application/activity+json"});
    return request;
}

inline Arrived rfc9421_request(
    std::string method = "POST",
    std::string target = "/inbox",
    const std::string& host = "mercy.example",
    const PrivateKey& key = rsa_key()
)
{
    Arrived request{.method = std::move(method), .target = std::move(target)};
    if (request.method == "GET") request.body.clear();
    request.headers = sign_rfc9421(outgoing(request, host), key, "https://peer.example/users/ann#main-key", noon);
    request.headers.push_back({"host", host});
    return request;
}

/// Signs by hand what our signer never would: any list of components and any parameters.
struct Custom
{
    std::string components = "(request-target) host date digest";
    std::string algorithm = "hs2019"; ///< empty: absent
    std::string extra{};              ///< ",created=1"
};

inline Arrived custom_cavage(const Custom& custom, Headers headers, Arrived request = {})
{
    request.headers = std::move(headers);
    const auto algorithm = custom.algorithm.empty() ? "" : fmt::format(R"(,algorithm="{}")", custom.algorithm);
    const auto start =
        fmt::format(R"(keyId="https://peer.example/k"{},headers="{}"{})", algorithm, custom.components, custom.extra);
    const auto fields = request.views();
    const RequestView view{request.method, request.target, fields, request.body};
    const auto claimed = parse_cavage(start + R"(,signature="AAAA")").value();
    const auto lines = cavage_string(claimed, view, request.target).value();
    request.headers.push_back(
        {"signature", fmt::format(R"({},signature="{}")", start, crypto::to_base64(rsa_key().sign(lines)))}
    );
    return request;
}

inline Arrived custom_rfc9421(const std::string& parameters, Headers headers, Arrived request = {})
{
    request.headers = std::move(headers);
    auto claimed_headers = request.headers;
    claimed_headers.push_back({"signature-input", "s=" + parameters});
    claimed_headers.push_back({"signature", "s=:AAAA:"});
    Arrived claim = request;
    claim.headers = claimed_headers;
    const auto fields = claim.views();
    const RequestView view{request.method, request.target, fields, request.body};
    const auto base = rfc9421_base(parse_rfc9421(view).value(), view).value();
    claim.value("signature") = fmt::format("s=:{}:", crypto::to_base64(rsa_key().sign(base)));
    return claim;
}

} // namespace rounds::signatures::testing
