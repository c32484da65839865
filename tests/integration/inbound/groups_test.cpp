#include "federation/signatures/proofs.hpp"
#include "storage/known.hpp"
#include "tests/support/inbound_rig.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace rounds::inbound {
namespace {

using storage::Transaction;
using test::activity;
using test::create;
using test::note;

/// FEP-1b12: a group passes on what its members do.
class PassedOn : public testing::Test
{
protected:
    test::InboundRig rig;
    test::RemoteActor group = rig.add_known_actor("https://lemmy.example", "fatigue", "Group").first;
    test::RemoteActor omar = rig.add_actor("https://forum.example", "omar");
    signatures::PrivateKey proof_key = signatures::PrivateKey::generate_ed25519();

    void SetUp() override
    {
        omar.document["assertionMethod"] = json::array{json::object{
            {"id", omar.uri + "#ed25519"},
            {"type", "Multikey"},
            {"controller", omar.uri},
            {"publicKeyMultibase", proof_key.public_key().to_multikey()},
        }};
        rig.web.serve(omar.uri, omar.document);
    }
    json::object post_to_group(std::string_view name, std::string_view content = "<p>Hi</p>")
    {
        auto post = note(omar, name, content);
        post["to"] = json::array{group.uri, test::everybody};
        post["audience"] = group.uri;
        return post;
    }
    json::object proven(json::object inner)
    {
        signatures::add_proof(inner, proof_key, omar.uri + "#ed25519", rig.clock.now());
        return inner;
    }
    std::string pass_on(const json::object& inner)
    {
        return rig.deliver(group, activity(group, "Announce", json::value(inner)));
    }
    std::int64_t posts(std::string_view content)
    {
        return rig.count(
            "SELECT count(*) FROM statuses WHERE deleted_at IS NULL AND content LIKE '%" + std::string(content) + "%'"
        );
    }
};

TEST_F(PassedOn, WithAProofItCountsUnasked)
{
    EXPECT_EQ(pass_on(proven(create(omar, post_to_group("1", "<p>Proven</p>")))), "");
    EXPECT_EQ(posts("Proven"), 1);
    EXPECT_EQ(rig.web.requests(omar.id("/posts/1")), 0U);
    EXPECT_EQ(
        rig.count("SELECT count(*) FROM statuses s JOIN accounts g ON g.id = s.audience_account_id "
                  "WHERE g.username = 'fatigue'"),
        1
    );
    EXPECT_EQ(pass_on(proven(activity(omar, "Like", omar.id("/posts/1")))), "");
    EXPECT_EQ(rig.count("SELECT count(*) FROM favourites"), 1);
    EXPECT_EQ(pass_on(proven(activity(omar, "Delete", omar.id("/posts/1")))), "");
    EXPECT_EQ(posts("Proven"), 0);
}

TEST_F(PassedOn, WithoutAProofTheOriginIsAsked)
{
    rig.web.serve(omar.id("/posts/1"), post_to_group("1", "<p>Origin</p>"));
    EXPECT_EQ(pass_on(create(omar, post_to_group("1", "<p>Forged</p>"))), "");
    EXPECT_EQ(posts("Origin"), 1);
    EXPECT_EQ(posts("Forged"), 0);
    auto changed = post_to_group("1", "<p>Changed</p>");
    changed["updated"] = "2026-11-20T11:30:00Z";
    rig.web.serve(omar.id("/posts/1"), changed);
    EXPECT_EQ(pass_on(activity(omar, "Update", post_to_group("1", "<p>Forged</p>"))), "");
    EXPECT_EQ(posts("Changed"), 1);
    EXPECT_NE(pass_on(activity(omar, "Delete", omar.id("/posts/1"))), "") << "it is still there";
    EXPECT_EQ(posts("Changed"), 1);
    rig.web.fail(omar.id("/posts/1"), errc::gone);
    EXPECT_EQ(pass_on(activity(omar, "Delete", omar.id("/posts/1"))), "");
    EXPECT_EQ(posts("Changed"), 0);
}

// N21
TEST_F(PassedOn, ForgedItDoesNotCount)
{
    auto forged = proven(create(omar, post_to_group("1", "<p>Proven</p>")));
    forged["object"].as_object()["content"] = "<p>Forged</p>";
    EXPECT_NE(pass_on(forged), "");
    auto signed_elsewhere = create(omar, post_to_group("2", "<p>Forged</p>"));
    signatures::add_proof(
        signed_elsewhere, signatures::PrivateKey::generate_ed25519(), omar.uri + "#ed25519", rig.clock.now()
    );
    EXPECT_NE(pass_on(signed_elsewhere), "");
    auto linked_data = create(omar, post_to_group("3", "<p>Forged</p>"));
    linked_data["signature"] = json::object{{"type", "RsaSignature2017"}, {"signatureValue", "x"}};
    EXPECT_NE(pass_on(linked_data), "");
    EXPECT_NE(pass_on(activity(omar, "Like", omar.id("/posts/1"))), "");
    EXPECT_EQ(posts("Forged"), 0);
}

TEST_F(PassedOn, ByAPersonItDoesNotCount)
{
    const auto eve = rig.add_known_actor("https://social.example", "eve").first;
    const auto inner = proven(create(omar, post_to_group("1", "<p>Proven</p>")));
    EXPECT_NE(rig.deliver(eve, activity(eve, "Announce", json::value(inner))), "");
    EXPECT_EQ(posts("Proven"), 0);
}

TEST_F(PassedOn, WaitsForAnOriginThatCannotAnswerNow)
{
    rig.web.fail(omar.id("/posts/1"), errc::unavailable);
    EXPECT_EQ(
        rig.deliver(group, activity(group, "Announce", json::value(create(omar, post_to_group("1"))))).substr(0, 7),
        "waiting"
    );
    rig.web.serve(omar.id("/posts/1"), post_to_group("1", "<p>Late</p>"));
    rig.in_db([](Transaction& tx) { tx.exec_plain("UPDATE inbox SET run_at = now()"); });
    rig.work();
    EXPECT_EQ(posts("Late"), 1);
}

TEST_F(PassedOn, APostToANetworkHereIsPassedOnByIt)
{
    const auto network = rig.in_db([](Transaction& tx) { return test::make_network(tx, {.username = "breast"}); });
    const auto rosa = rig.add_known_actor("https://social.example", "rosa").first;
    auto post = note(rosa, "1");
    post["cc"] = json::array{rosa.uri + "/followers", network.account.uri};
    post["tag"] = json::array{json::object{{"type", "Mention"}, {"href", network.account.uri}, {"name", "@breast"}}};
    EXPECT_EQ(rig.deliver(rosa, create(rosa, post)), "");
    EXPECT_EQ(
        rig.count("SELECT count(*) FROM statuses WHERE audience_account_id = " + to_string(network.account.id)), 1
    );
    const auto said = rig.in_db([](Transaction& tx) { return test::sayings(tx); });
    EXPECT_NE(std::ranges::find(said, "activity_announced"), said.end());
}

} // namespace
} // namespace rounds::inbound
