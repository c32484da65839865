#include "federation/signatures/sign.hpp"

#include "federation/signatures/cavage.hpp"
#include "federation/signatures/digest.hpp"
#include "federation/signatures/rfc9421.hpp"
#include "federation/signatures/structured_fields.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/text.hpp"

#include <fmt/format.h>

namespace rounds::signatures {
namespace {

/// The request with the headers it will have, as its receiver will see it.
struct Sent
{
    std::vector<HeaderView> fields;
    RequestView view;

    Sent(const Outgoing& request, const Headers& added)
    {
        fields.push_back({"host", request.authority});
        if (!request.content_type.empty()) fields.push_back({"content-type", request.content_type});
        for (const auto& header : added) fields.push_back({header.name, header.value});
        view = {request.method, request.target, fields, request.body, request.scheme};
    }
};

std::int64_t seconds_of(Time now)
{
    return std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
}

} // namespace

Headers sign_cavage(const Outgoing& request, const PrivateKey& key, std::string_view key_id, Time now, Query query)
{
    const bool has_body = request.method != "GET";
    Headers added{{"date", to_http_date(now)}};
    RequestSignature signature{.scheme = Scheme::cavage, .components = {"(request-target)", "host", "date"}};
    if (has_body) {
        added.push_back({"digest", make_digest(request.body)});
        signature.components.emplace_back("digest");
        signature.components.emplace_back("content-type");
    }
    const Sent sent{request, added};
    const std::string_view target = request.target;
    const auto lines =
        cavage_string(signature, sent.view, query == Query::signed_ ? target : target.substr(0, target.find('?')));
    added.push_back(
        {"signature",
         fmt::format(
             R"(keyId="{}",algorithm="rsa-sha256",headers="{}",signature="{}")",
             key_id,
             text::join(signature.components, " "),
             crypto::to_base64(key.sign(lines.value()))
         )}
    );
    return added;
}

Headers sign_rfc9421(const Outgoing& request, const PrivateKey& key, std::string_view key_id, Time now)
{
    const bool has_body = request.method != "GET";
    Headers added;
    RequestSignature signature{.scheme = Scheme::rfc9421, .components = {"@method", "@target-uri"}};
    if (has_body) {
        added.push_back({"content-digest", make_content_digest(request.body)});
        signature.components.emplace_back("content-digest");
    }
    sf::InnerList list;
    for (const auto& name : signature.components) list.items.push_back({.value = name, .parameters = {}});
    list.parameters.emplace_back("created", seconds_of(now));
    list.parameters.emplace_back("keyid", std::string(key_id));
    list.parameters.emplace_back("alg", std::string(key.type() == KeyType::rsa ? "rsa-v1_5-sha256" : "ed25519"));
    signature.parameters = sf::serialize(list);
    const Sent sent{request, added};
    const auto base = rfc9421_base(signature, sent.view);
    added.push_back({"signature-input", "sig1=" + signature.parameters});
    added.push_back({"signature", fmt::format("sig1=:{}:", crypto::to_base64(key.sign(base.value())))});
    return added;
}

} // namespace rounds::signatures
