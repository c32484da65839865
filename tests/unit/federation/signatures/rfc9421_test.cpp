#include "tests/unit/federation/signatures/signed_request.hpp"

#include "federation/signatures/digest.hpp"

#include <gtest/gtest.h>

using namespace rounds;
using namespace rounds::signatures;
using namespace rounds::signatures::testing;
using namespace std::chrono_literals;

namespace {

const PublicKey& key()
{
    static const PublicKey half = rsa_key().public_key();
    return half;
}

const std::string body = R"({"type":"Follow"})";

Headers plain_headers()
{
    return {{"host", "mercy.example"}, {"content-digest", make_content_digest(body)}};
}

std::int64_t seconds(Time time)
{
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

std::string parameters(std::string_view components, Time created = noon, std::string_view extra = "")
{
    return fmt::format(R"(({});created={};keyid="https://peer.example/k"{})", components, seconds(created), extra);
}

constexpr std::string_view usual = R"("@method" "@target-uri" "content-digest")";

void expect_fault(const result<void>& outcome, fault expected)
{
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error(), expected) << outcome.error().message();
}

} // namespace

// RFC 9421 appendix B.2.6, with the key of B.1.4.
TEST(Rfc9421, ReproducesTheEd25519Vector)
{
    const auto secret = PrivateKey::from_pem(
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n-----END "
        "PRIVATE KEY-----"
    );
    ASSERT_TRUE(secret);
    const auto shown = PublicKey::from_pem(
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n-----END PUBLIC "
        "KEY-----"
    );
    ASSERT_TRUE(shown);
    EXPECT_TRUE(secret->public_key() == *shown);
    const std::string input =
        R"(("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519")";
    const std::string signature =
        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";
    const Headers headers{
        {"host", "example.com"},
        {"date", "Tue, 20 Apr 2021 02:07:55 GMT"},
        {"content-type", "application/json"},
        {"content-length", "18"},
        {"signature-input", "sig-b26=" + input},
        {"signature", "sig-b26=:" + signature + ":"}
    };
    const Arrived request{.target = "/foo?param=Value&Pet=dog", .headers = headers, .body = R"({"hello": "world"})"};
    const auto fields = request.views();
    const RequestView view{request.method, request.target, fields, request.body};
    const auto parsed = parse(view);
    ASSERT_TRUE(parsed);
    const auto base = rfc9421_base(*parsed, view);
    ASSERT_TRUE(base);
    EXPECT_EQ(
        *base,
        "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@method\": POST\n\"@path\": /foo\n\"@authority\": example.com\n"
        "\"content-type\": application/json\n\"content-length\": 18\n\"@signature-params\": " +
            input
    );
    EXPECT_TRUE(matches(*parsed, view, *shown));
    EXPECT_EQ(crypto::to_base64(secret->sign(*base)), signature);
}

TEST(Rfc9421, BothKeyTypesVerify)
{
    EXPECT_TRUE(rfc9421_request().verify(key()));
    EXPECT_TRUE(rfc9421_request("GET", "/users/ann?x=1").verify(key()));
    const auto ed = rfc9421_request("POST", "/inbox", "mercy.example", ed25519_key());
    EXPECT_TRUE(ed.verify(ed25519_key().public_key()));
    expect_fault(ed.verify(key()), fault::unsupported);
    EXPECT_TRUE(custom_rfc9421(parameters(usual), plain_headers()).verify(key()));
}

TEST(Rfc9421, DerivedComponents)
{
    const Arrived request{
        .target = "/a/b?c=d",
        .headers =
            {{"host", "Mercy.Example:443"},
             {"x", " one "},
             {"x", "two"},
             {"signature", "s=:AAAA:"},
             {"signature-input",
              R"(s=("@method" "@target-uri" "@authority" "@scheme" "@request-target" "@path" "@query" "x");created=1;keyid="k")"
             }}
    };
    const auto fields = request.views();
    const RequestView view{request.method, request.target, fields, request.body};
    const auto base = rfc9421_base(parse(view).value(), view).value();
    EXPECT_EQ(
        base.substr(0, base.find("\"@signature-params")),
        "\"@method\": POST\n\"@target-uri\": https://mercy.example/a/b?c=d\n\"@authority\": mercy.example\n"
        "\"@scheme\": https\n\"@request-target\": /a/b?c=d\n\"@path\": /a/b\n\"@query\": ?c=d\n\"x\": one, two\n"
    );
}

// N2, N3
TEST(Rfc9421, ContentDigestMustBeRightAndSigned)
{
    auto absent = rfc9421_request();
    absent.drop("content-digest");
    expect_fault(absent.verify(key()), fault::bad_digest);
    auto changed = rfc9421_request();
    changed.body += " ";
    expect_fault(changed.verify(key()), fault::bad_digest);
    expect_fault(
        custom_rfc9421(parameters(R"("@method" "@target-uri")"), plain_headers()).verify(key()), fault::not_covered
    );
    const auto with = [](const std::string& digest) {
        return custom_rfc9421(parameters(usual), {{"host", "mercy.example"}, {"content-digest", digest}}).verify(key());
    };
    const auto right = make_content_digest(body);
    EXPECT_TRUE(with(right));
    EXPECT_TRUE(with(right + ", md5=:AAAA:"));
    expect_fault(with("sha=:2jmj7l5rSw0yVb/vlWAYkK/YBwk=:"), fault::bad_digest);
    expect_fault(with(right + ", sha-256=:AAAA:"), fault::bad_digest);
    expect_fault(with(right + ", sha-512=:AAAA:"), fault::bad_digest);
    expect_fault(with("SHA-256" + right.substr(7)), fault::bad_digest);
    expect_fault(with(""), fault::bad_digest);
}

// N4, N5
TEST(Rfc9421, MethodTargetAndHostAreCovered)
{
    auto path = rfc9421_request();
    path.target = "/users/ann/inbox";
    expect_fault(path.verify(key()), fault::bad_signature);
    auto query = rfc9421_request("GET", "/outbox?page=1");
    query.target = "/outbox?page=2";
    expect_fault(query.verify(key()), fault::bad_signature);
    auto method = rfc9421_request();
    method.method = "PUT";
    expect_fault(method.verify(key()), fault::bad_signature);
    expect_fault(rfc9421_request("POST", "/inbox", "other.example").verify(key()), fault::wrong_host);
    auto captured = rfc9421_request("POST", "/inbox", "other.example");
    captured.value("host") = "mercy.example";
    expect_fault(captured.verify(key()), fault::bad_signature);
}

// N6
TEST(Rfc9421, CreatedHasAWindow)
{
    const auto at = [](Time created, std::string_view extra = "") {
        return custom_rfc9421(parameters(usual, created, extra), plain_headers()).verify(key());
    };
    EXPECT_TRUE(at(noon - 50min));
    EXPECT_TRUE(at(noon + 50min));
    expect_fault(at(noon - 2h), fault::out_of_time);
    expect_fault(at(noon + 2h), fault::out_of_time);
    EXPECT_TRUE(at(noon - 2h, fmt::format(";expires={}", seconds(noon + 1h))));
    expect_fault(at(noon - 14h, fmt::format(";expires={}", seconds(noon + 24h))), fault::out_of_time);
    expect_fault(at(noon - 10min, fmt::format(";expires={}", seconds(noon - 1s))), fault::out_of_time);
}

// N8
TEST(Rfc9421, CreatedMethodAndTargetAreDemanded)
{
    const auto with = [](const std::string& text) { return custom_rfc9421(text, plain_headers()).verify(key()); };
    expect_fault(with(R"(("@method" "@target-uri" "content-digest");keyid="k")"), fault::not_covered);
    expect_fault(with(parameters(R"("@target-uri" "content-digest")")), fault::not_covered);
    expect_fault(with(parameters(R"("@method" "content-digest")")), fault::not_covered);
    expect_fault(with(parameters(R"("@method" "@request-target" "content-digest")")), fault::not_covered);
    EXPECT_TRUE(with(parameters(R"("@method" "@request-target" "@authority" "content-digest")")));
    EXPECT_TRUE(with(parameters(usual, noon, R"(;alg="rsa-v1_5-sha256")")));
    for (const auto* name : {"hmac-sha256", "none", "rsa-pss-sha512", "rsa-v1_5-sha1"})
        expect_fault(with(parameters(usual, noon, fmt::format(R"(;alg="{}")", name))), fault::unsupported);
}

// N9
TEST(Rfc9421, OneLabelOneField)
{
    auto two_labels = rfc9421_request();
    two_labels.value("signature-input") += R"(, sig2=("@method");created=1;keyid="k")";
    expect_fault(two_labels.verify(key()), fault::ambiguous);
    auto two_signatures = rfc9421_request();
    two_signatures.value("signature") += ", sig2=:AAAA:";
    expect_fault(two_signatures.verify(key()), fault::ambiguous);
    auto same_label = rfc9421_request();
    same_label.value("signature-input") += ", " + same_label.value("signature-input");
    expect_fault(same_label.verify(key()), fault::ambiguous);
    for (const auto* name : {"signature", "signature-input"}) {
        auto two_fields = rfc9421_request();
        two_fields.headers.push_back({name, two_fields.value(name)});
        expect_fault(two_fields.verify(key()), fault::ambiguous);
    }
    auto no_signature = rfc9421_request();
    no_signature.drop("signature");
    expect_fault(no_signature.verify(key()), fault::missing);
    auto renamed = rfc9421_request();
    renamed.value("signature").replace(0, 4, "sig9");
    expect_fault(renamed.verify(key()), fault::malformed);
}

TEST(Rfc9421, OddInputIsRefused)
{
    for (const auto* input :
         {R"(s=1;keyid="k")",
          R"(s=("@method" "@method");created=1;keyid="k")",
          R"(s=("Host");created=1;keyid="k")",
          R"(s=("host";bs);created=1;keyid="k")",
          R"(s=("@status");created=1;keyid="k")",
          R"(s=(1);created=1;keyid="k")",
          R"(s=("host");created="1";keyid="k")",
          R"(s=("host");created=-1;keyid="k")",
          R"(s=("host");created=1)",
          R"(s=("host");created=1;keyid=k)",
          R"(s=("host")",
          "s",
          ""}) {
        const Arrived request{.headers = {{"signature-input", input}, {"signature", "s=:AAAA:"}}};
        EXPECT_FALSE(request.verify(key())) << input;
    }
}
