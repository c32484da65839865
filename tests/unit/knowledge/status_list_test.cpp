#include "server/knowledge/status_list.hpp"

#include "storage/base/crypto.hpp"
#include "storage/base/gzip.hpp"

#include <gtest/gtest.h>

namespace rounds::knowledge {
namespace {

constexpr std::string_view uri = "https://mercy.example/credentials/status/0";
constexpr std::string_view issuer = "https://mercy.example/actor";

json::object list_of(std::vector<std::int64_t> revoked)
{
    StatusList list;
    list.uri = uri;
    list.issuer = issuer;
    list.valid_from = "2026-11-30T00:00:00Z";
    list.revoked = std::move(revoked);
    return build_status_list(list);
}

TEST(StatusLists, AreSixteenKilobytesWithTheFirstBitOnTheLeft)
{
    const auto document = list_of({0, 9, 131'071});
    const auto encoded = string_at(document.at("credentialSubject").as_object(), "encodedList");
    ASSERT_EQ(encoded.front(), 'u') << "Multibase";
    const auto bits = base::gunzip(crypto::from_base64(encoded.substr(1)).value(), 1U << 20U).value();
    ASSERT_EQ(bits.size(), 16'384U);
    EXPECT_EQ(bits[0], '\x80');
    EXPECT_EQ(bits[1], '\x40');
    EXPECT_EQ(bits[16'383], '\x01');
}

TEST(StatusLists, SayWhichPlacesWereRevoked)
{
    const auto list = list_of({0, 9});
    EXPECT_EQ(standing_at(list, uri, issuer, 0).value(), Standing::revoked);
    EXPECT_EQ(standing_at(list, uri, issuer, 1).value(), Standing::in_force);
    EXPECT_EQ(standing_at(list, uri, issuer, 9).value(), Standing::revoked);
    EXPECT_EQ(standing_at(list, uri, issuer, 131'072).error(), errc::invalid_argument) << "beyond its end";
    EXPECT_EQ(standing_at(list, uri, issuer, -1).error(), errc::invalid_argument);
    EXPECT_EQ(standing_at(list, uri, "https://evil.example/actor", 0).error(), errc::invalid_argument);
    EXPECT_EQ(standing_at(list, "https://mercy.example/else", issuer, 0).error(), errc::invalid_argument);
}

TEST(StatusLists, AreRefusedWhenTheyAreNone)
{
    const auto spoiled = [](auto spoil) {
        auto list = list_of({});
        spoil(list["credentialSubject"].as_object());
        return standing_at(list, uri, issuer, 0).error();
    };
    EXPECT_EQ(spoiled([](auto& s) { s["statusPurpose"] = "suspension"; }), errc::invalid_argument);
    EXPECT_EQ(spoiled([](auto& s) { s["type"] = "Other"; }), errc::invalid_argument);
    EXPECT_EQ(spoiled([](auto& s) { s["encodedList"] = "zabc"; }), errc::invalid_argument);
    EXPECT_EQ(spoiled([](auto& s) { s["encodedList"] = "uAAAA"; }), errc::invalid_argument) << "not gzip";
    const auto huge = "u" + crypto::to_base64url(base::gzip(std::string(17U << 20U, '\0')));
    EXPECT_EQ(spoiled([&](auto& s) { s["encodedList"] = huge; }), errc::too_large) << "a bomb";
}

TEST(StatusLists, EntriesAreWrittenAndRead)
{
    const auto read = [](json::value status) {
        json::object document;
        document["credentialStatus"] = std::move(status);
        return read_status(document);
    };
    const auto entry = status_entry("https://mercy.example/credentials/status", 131'072 + 7);
    const auto found = read(entry);
    ASSERT_TRUE(found && found->size() == 1);
    EXPECT_EQ(found->front().list, "https://mercy.example/credentials/status/1");
    EXPECT_EQ(found->front().place, 7);
    EXPECT_EQ(read(json::array{entry, entry})->size(), 2U);
    EXPECT_TRUE(read_status({})->empty()) << "no status is none to look up";
    for (const auto* wrong : {"type", "statusPurpose", "statusListIndex", "statusListCredential"}) {
        auto damaged = entry;
        damaged.erase(wrong);
        EXPECT_FALSE(read(damaged)) << wrong;
    }
    auto negative = entry;
    negative["statusListIndex"] = "-1";
    EXPECT_FALSE(read(negative));
}

} // namespace
} // namespace rounds::knowledge
