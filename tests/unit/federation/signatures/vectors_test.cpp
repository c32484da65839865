#include "federation/signatures/cavage.hpp"
#include "federation/signatures/fault.hpp"
#include "federation/signatures/jcs.hpp"
#include "federation/signatures/keys.hpp"
#include "federation/signatures/request_signature.hpp"
#include "federation/signatures/rfc9421.hpp"
#include "federation/signatures/structured_fields.hpp"

#include <bit>
#include <fmt/format.h>
#include <gtest/gtest.h>

// What the published documents give as examples, beyond those beside each scheme's own tests.

namespace rounds::signatures {
namespace {

// The request that the W3C CCG's HTTP signatures test suite and draft-cavage-12 sign.
const std::vector<HeaderView> draft_fields{
    {"host", "example.org"},
    {"date", "Tue, 07 Jun 2014 20:51:35 GMT"},
    {"cache-control", "max-age=60"},
    {"cache-control", "must-revalidate"},
    {"x-emptyheader", ""},
    {"x-example", "Example header with some whitespace."},
    {"digest", "SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE="},
};

std::optional<std::string> cavage_base(std::string_view parameters)
{
    const RequestView request{"GET", "/foo", draft_fields, ""};
    const auto signature = parse_cavage(fmt::format(R"(keyId="k",{}signature="AAAA")", parameters));
    if (!signature) return std::nullopt;
    return cavage_string(*signature, request, request.target);
}

/// draft-cavage-12 section 2.3, and the cases of the W3C CCG suite about it.
TEST(CavageVectors, StringsToSign)
{
    EXPECT_EQ(
        cavage_base(R"x(headers="(request-target) host date cache-control x-emptyheader x-example",)x"),
        "(request-target): get /foo\nhost: example.org\ndate: Tue, 07 Jun 2014 20:51:35 GMT\n"
        "cache-control: max-age=60, must-revalidate\nx-emptyheader: \n"
        "x-example: Example header with some whitespace."
    );
    EXPECT_EQ(cavage_base(R"x(created=1402170695,headers="(created)",)x"), "(created): 1402170695");
    EXPECT_EQ(cavage_base("created=1402170695,"), "(created): 1402170695") << "without a list";
    EXPECT_EQ(
        cavage_base(R"x(created=1402170695,expires=1402170699,headers="(created) (expires)",)x"),
        "(created): 1402170695\n(expires): 1402170699"
    );
    EXPECT_EQ(cavage_base(R"x(headers="Date HOST",)x"), "date: Tue, 07 Jun 2014 20:51:35 GMT\nhost: example.org")
        << "names are written in lower case";
    EXPECT_EQ(cavage_base(R"x(headers="digest",)x"), "digest: SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=");
}

TEST(CavageVectors, StringsThatCannotBe)
{
    EXPECT_EQ(cavage_base(R"x(headers="",)x"), std::nullopt) << "a list that is empty is no list left out";
    EXPECT_EQ(cavage_base(R"x(headers="date absent",)x"), std::nullopt);
    EXPECT_EQ(cavage_base(R"x(headers="(created)",)x"), std::nullopt);
    EXPECT_EQ(cavage_base(R"x(headers="(expires)",)x"), std::nullopt);
    EXPECT_EQ(cavage_base(R"x(created="1402170695",headers="(created)",)x").value_or(""), "(created): 1402170695")
        << "some write it in quotes";
    EXPECT_EQ(cavage_base(R"x(created=1402170695.5,headers="(created)",)x"), std::nullopt);
    EXPECT_EQ(cavage_base(R"x(created=-1,headers="(created)",)x"), std::nullopt);
}

// RFC 9421 appendix B.2: the request all of them sign.
const std::vector<HeaderView> rfc_fields{
    {"host", "example.com"},
    {"date", "Tue, 20 Apr 2021 02:07:55 GMT"},
    {"content-type", "application/json"},
    {"content-digest",
     "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:"},
    {"content-length", "18"},
};

struct Rfc9421
{
    std::string base;
    RequestSignature signature;
};

std::optional<Rfc9421> rfc_base(
    const std::string& input,
    std::vector<HeaderView> fields = rfc_fields,
    std::string_view method = "POST",
    std::string_view target = "/foo?param=Value&Pet=dog"
)
{
    const auto given = "sig=" + input;
    fields.push_back({"signature-input", given});
    fields.push_back({"signature", "sig=:AAAA:"});
    const RequestView request{method, target, fields, R"({"hello": "world"})", "https"};
    auto signature = parse_rfc9421(request);
    if (!signature) return std::nullopt;
    auto base = rfc9421_base(*signature, request);
    if (!base) return std::nullopt;
    return Rfc9421{*base, *signature};
}

/// Everything before the line of the parameters.
std::string lines(
    const std::string& input,
    std::vector<HeaderView> fields = rfc_fields,
    std::string_view method = "POST",
    std::string_view target = "/foo?param=Value&Pet=dog"
)
{
    const auto found = rfc_base(input + ";keyid=\"k\"", std::move(fields), method, target);
    if (!found) return "none";
    return found->base.substr(0, found->base.find("\"@signature-params\""));
}

/// RFC 9421 sections 2.1 and 2.2.
TEST(Rfc9421Vectors, Components)
{
    const std::vector<HeaderView> fields{
        {"host", "www.EXAMPLE.com:443"},
        {"x-ows-header", "Leading and trailing whitespace."},
        {"cache-control", "max-age=60"},
        {"cache-control", "must-revalidate"},
        {"example-dict", "a=1,    b=2;x=1;y=2,   c=(a   b   c)"},
        {"x-empty-header", ""},
    };
    EXPECT_EQ(lines(R"(("cache-control"))", fields), "\"cache-control\": max-age=60, must-revalidate\n");
    EXPECT_EQ(lines(R"(("example-dict"))", fields), "\"example-dict\": a=1,    b=2;x=1;y=2,   c=(a   b   c)\n");
    EXPECT_EQ(lines(R"(("x-empty-header"))", fields), "\"x-empty-header\": \n");
    EXPECT_EQ(lines(R"(("@method"))", fields, "GET"), "\"@method\": GET\n");
    EXPECT_EQ(lines(R"(("@authority"))", fields), "\"@authority\": www.example.com\n");
    EXPECT_EQ(lines(R"(("@scheme"))", fields), "\"@scheme\": https\n");
    EXPECT_EQ(
        lines(R"(("@target-uri"))", fields, "GET", "/path?param=value"),
        "\"@target-uri\": https://www.example.com/path?param=value\n"
    );
    EXPECT_EQ(
        lines(R"(("@request-target"))", fields, "GET", "/path?param=value"), "\"@request-target\": /path?param=value\n"
    );
    EXPECT_EQ(lines(R"(("@path"))", fields, "GET", "/path?param=value"), "\"@path\": /path\n");
    EXPECT_EQ(
        lines(R"(("@query"))", fields, "GET", "/path?param=value&foo=bar&baz=bat%2Dman"),
        "\"@query\": ?param=value&foo=bar&baz=bat%2Dman\n"
    );
    EXPECT_EQ(lines(R"(("@query"))", fields, "GET", "/path?queryString"), "\"@query\": ?queryString\n");
    EXPECT_EQ(lines(R"(("@query"))", fields, "GET", "/path"), "\"@query\": ?\n");
    for (const auto* input :
         {R"(("absent"))",
          R"(("Date"))",
          R"(("@status"))",
          R"(("@query-param";name="a"))",
          R"(("date";bs))",
          R"(("example-dict";key="a"))",
          R"(("example-dict";sf))",
          R"(("@method";req))",
          R"(("date" "date"))",
          R"((date))",
          R"(("date";tr))"})
        EXPECT_EQ(lines(input, fields), "none") << input;
}

/// RFC 9421 appendix B.2.1 to B.2.5: what is signed. Their algorithms are none that servers use (federation.md section
/// 2), so with these names nothing is accepted.
TEST(Rfc9421Vectors, AppendixB)
{
    const auto minimal = rfc_base(R"(();created=1618884473;keyid="test-key-rsa-pss";nonce="b3k2pp5k7z-50gnwp.yemd")");
    ASSERT_TRUE(minimal);
    EXPECT_EQ(
        minimal->base,
        R"("@signature-params": ();created=1618884473;keyid="test-key-rsa-pss";nonce="b3k2pp5k7z-50gnwp.yemd")"
    );
    EXPECT_EQ(
        lines(R"(("@authority" "content-digest"))"),
        "\"@authority\": example.com\n\"content-digest\": "
        "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:\n"
    );
    EXPECT_EQ(
        lines(R"(("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length"))"),
        "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@method\": POST\n\"@path\": /foo\n\"@query\": "
        "?param=Value&Pet=dog\n"
        "\"@authority\": example.com\n\"content-type\": application/json\n\"content-digest\": "
        "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:\n"
        "\"content-length\": 18\n"
    );
    EXPECT_EQ(
        lines(R"(("date" "@authority" "content-type"))"),
        "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@authority\": example.com\n\"content-type\": application/json\n"
    );
    const ManualClock clock(Time(std::chrono::seconds(1618884473)));
    const std::vector<std::string> hosts{"example.com"};
    const auto checked = [&](std::string_view algorithm) {
        auto fields = rfc_fields;
        const auto input =
            fmt::format(R"(sig=("@method" "@target-uri");created=1618884473;keyid="k";alg="{}")", algorithm);
        fields.push_back({"signature-input", input});
        fields.push_back({"signature", "sig=:AAAA:"});
        const RequestView request{"GET", "/foo", fields, "", "https"};
        return check(parse_rfc9421(request).value(), request, clock, hosts);
    };
    for (const auto* algorithm : {"rsa-pss-sha512", "ecdsa-p256-sha256", "ecdsa-p384-sha384", "hmac-sha256"}) {
        const auto outcome = checked(algorithm);
        ASSERT_FALSE(outcome) << algorithm;
        EXPECT_EQ(outcome.error(), fault::unsupported) << algorithm << ": " << outcome.error().message();
    }
    EXPECT_TRUE(checked("rsa-v1_5-sha256")) << "the same by a name that is used";
    EXPECT_TRUE(checked("ed25519"));
}

/// Written again, in the canonical form of RFC 9651 section 4.1.
std::string again(const std::variant<sf::Item, sf::InnerList>& member)
{
    return std::visit([](const auto& one) { return sf::serialize(one); }, member);
}

std::string item_again(std::string_view text)
{
    const auto item = sf::parse_item(text);
    return item ? sf::serialize(*item) : "none";
}

std::string list_again(std::string_view text)
{
    const auto list = sf::parse_list(text);
    if (!list) return "none";
    std::string all;
    for (const auto& member : *list) all += (all.empty() ? "" : ", ") + again(member);
    return all;
}

std::string dictionary_again(std::string_view text)
{
    const auto dictionary = sf::parse_dictionary(text);
    if (!dictionary) return "none";
    std::string all;
    for (const auto& member : *dictionary) all += (all.empty() ? "" : ", ") + member.key + "=" + again(member.value);
    return all;
}

/// The examples of RFC 9651 sections 3.1 to 3.3.
TEST(StructuredFieldVectors, OfTheRfc)
{
    EXPECT_EQ(list_again("sugar, tea, rum"), "sugar, tea, rum");
    EXPECT_EQ(
        list_again(R"(("foo" "bar"), ("baz"), ("bat" "one"), ())"), R"(("foo" "bar"), ("baz"), ("bat" "one"), ())"
    );
    EXPECT_EQ(
        list_again(R"(("foo"; a=1;b=2);lvl=5, ("bar" "baz");lvl=1)"), R"(("foo";a=1;b=2);lvl=5, ("bar" "baz");lvl=1)"
    );
    EXPECT_EQ(
        list_again(R"(abc;a=1;b=2; cde_456, (ghi;jk=4 l);q="9";r=w)"), R"(abc;a=1;b=2;cde_456, (ghi;jk=4 l);q="9";r=w)"
    );
    EXPECT_EQ(item_again("1; a; b=?0"), "1;a;b=?0");
    EXPECT_EQ(dictionary_again(R"(en="Applepie", da=:w4ZibGV0w6ZydGU=:)"), R"(en="Applepie", da=:w4ZibGV0w6ZydGU=:)");
    EXPECT_EQ(dictionary_again("a=?0, b, c; foo=bar"), "a=?0, b=?1, c=?1;foo=bar");
    EXPECT_EQ(dictionary_again("rating=1.5, feelings=(joy sadness)"), "rating=1.5, feelings=(joy sadness)");
    EXPECT_EQ(dictionary_again("a=(1 2), b=3, c=4;aa=bb, d=(5 6);valid"), "a=(1 2), b=3, c=4;aa=bb, d=(5 6);valid");
    for (const auto* text :
         {"5; foo=bar",
          "42",
          "4.5",
          R"("hello world")",
          "foo123/456",
          "?1",
          "@1659578233",
          ":cHJldGVuZCB0aGlzIGlzIGJpbmFyeSBjb250ZW50Lg==:",
          R"(%"This is intended for display to %c3%bcsers.")"}) {
        std::string expected = text;
        if (const auto space = expected.find("; "); space != std::string::npos) expected.erase(space + 1, 1);
        EXPECT_EQ(item_again(text), expected);
    }
}

/// What RFC 9651 section 4.2 says fails, and what it forgives.
TEST(StructuredFieldVectors, Edges)
{
    EXPECT_EQ(list_again("a ,\t b"), "a, b") << "optional white space around commas";
    EXPECT_EQ(item_again("-0"), "0");
    EXPECT_EQ(item_again("1.10"), "1.1");
    EXPECT_EQ(item_again("999999999999.999"), "999999999999.999");
    EXPECT_EQ(item_again("a;b=1;b=2"), "a;b=2") << "the last parameter of a name counts";
    EXPECT_EQ(dictionary_again("a=1,a=2"), "a=2") << "and the last member";
    for (const auto* text :
         {"a b", "(a b", "a,", "a,,b", "(a,b)", "(\"a\"\"b\")", "a;=1", "a; B=1", "\"\\a\"", "9999999999999999"})
        EXPECT_EQ(list_again(text), "none") << text;
}

/// RFC 8785 appendix B, those that are not in jcs_test.cpp: by their bits.
TEST(JcsVectors, NumbersByTheirBits)
{
    const auto number = [](std::uint64_t bits) { return number_to_string(std::bit_cast<double>(bits)); };
    EXPECT_EQ(number(0x8000000000000000), "0");
    EXPECT_EQ(number(0xffefffffffffffff), "-1.7976931348623157e+308");
    EXPECT_EQ(number(0xc340000000000000), "-9007199254740992");
    EXPECT_EQ(number(0x444b1ae4d6e2ef4f), "999999999999999900000");
    EXPECT_EQ(number(0x41b3de4355555554), "333333333.33333325");
    EXPECT_EQ(number(0x41b3de4355555555), "333333333.3333333");
    EXPECT_EQ(number(0x41b3de4355555556), "333333333.3333334");
    EXPECT_EQ(number(0x41b3de4355555557), "333333333.33333343");
    EXPECT_EQ(number(0xbecbf647612f3696), "-0.0000033333333333333333");
}

} // namespace
} // namespace rounds::signatures
