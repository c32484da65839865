#include "federation/signatures/request_signature.hpp"
#include "federation/signatures/sign.hpp"
#include "storage/base/text.hpp"
#include "tests/integration/fetch/fetch_rig.hpp"

using namespace rounds;
using namespace rounds::fetch;
using namespace rounds::fetch::testing;

namespace {

/// A raw request as the inbox would see it.
struct Arrived
{
    std::string method;
    std::string target;
    std::string body;
    Headers headers;

    explicit Arrived(std::string_view raw)
    {
        const auto end = raw.find("\r\n\r\n");
        body = raw.substr(end + 4);
        const auto lines = text::split(raw.substr(0, end), '\n');
        method = lines.front().substr(0, lines.front().find(' '));
        target = target_of(raw);
        for (std::size_t i = 1; i < lines.size(); ++i) {
            const auto colon = lines[i].find(':');
            headers.push_back(
                {text::to_lower(lines[i].substr(0, colon)), std::string(text::trim(lines[i].substr(colon + 1)))}
            );
        }
    }

    [[nodiscard]] result<void> verify(const signatures::PublicKey& key, const std::string& host) const
    {
        std::vector<signatures::HeaderView> fields;
        for (const auto& header : headers) fields.push_back({header.name, header.value});
        const signatures::RequestView view{method, target, fields, body, "http"};
        const auto signature = signatures::parse(view);
        if (!signature) return signature.error();
        const std::vector<std::string> hosts{host};
        return signatures::verify(*signature, view, key, SystemClock{}, hosts);
    }
};

} // namespace

TEST(FetchSigned, WhatArrivesVerifies)
{
    const auto key = signatures::PrivateKey::generate_rsa();
    std::string raw;
    ScriptedServer server{ScriptedServer::answering([&](const std::string& request) {
        raw = request;
        return response("202 Accepted", "", "");
    })};
    const auto host = fmt::format("localhost:{}", server.port());
    Rig rig;
    for (const bool standard : {false, true}) {
        Options options;
        options.accept = "application/activity+json";
        options.signer = [&](const Outgoing& request) {
            const auto now = SystemClock{}.now();
            return standard ? signatures::sign_rfc9421(request, key, "https://peer.example/actor#main-key", now)
                            : signatures::sign_cavage(request, key, "https://peer.example/actor#main-key", now);
        };
        ASSERT_EQ(outcome(rig.get(url_of(server, "/users/ann?page=1"), options)), "ok");
        EXPECT_TRUE(Arrived{raw}.verify(key.public_key(), host)) << raw;
        EXPECT_FALSE(Arrived{raw}.verify(key.public_key(), "other.example"));
        ASSERT_EQ(outcome(rig.post(url_of(server, "/inbox"), R"({"type":"Follow"})", options)), "ok");
        auto arrived = Arrived{raw};
        EXPECT_TRUE(arrived.verify(key.public_key(), host)) << raw;
        arrived.body += ' ';
        EXPECT_FALSE(arrived.verify(key.public_key(), host));
    }
}
