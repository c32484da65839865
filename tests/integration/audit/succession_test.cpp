// The key that signs heads may be followed by another: what it signed before counts, what it signs afterwards does not.
#include "server/audit/log/offline.hpp"
#include "tests/integration/audit/audit_rig.hpp"

namespace rounds::audit {
namespace {

class AuditSuccession : public AuditLog
{
protected:
    AuditSuccession() : next(signing_key("another key of 32 bytes for tests")) {}

    void SetUp() override
    {
        fill();
        note_succession(db(), file, key, next);
        write("account.silence", 7);
        Sealer(db(), next, file).run(start);
    }
    Names faults_by(const signatures::PrivateKey& trusted)
    {
        Names names;
        for (const auto& one : verify(db(), file.read(), trusted.public_key().to_multikey()).findings)
            names.emplace_back(describe(one));
        return names;
    }

    signatures::PrivateKey next;
};

TEST_F(AuditSuccession, WhatTheKeyBeforeSignedStillCounts)
{
    EXPECT_EQ(faults_by(next), Names{});
}

TEST_F(AuditSuccession, TheKeyBeforeSignsNothingMore)
{
    write("account.silence", 8);
    Sealer(db(), key, file).run(start);
    // Once for the head in the file, once for the one in the database.
    EXPECT_EQ(faults_by(next), (Names{"head forged: entry 8, seal 8", "head forged: entry 8, seal 8"}));
}

TEST_F(AuditSuccession, NobodyButTheNewKeySaysWhomItFollows)
{
    const auto stranger = signing_key("the key of somebody else, of 32 b");
    auto forged = sign_succession(100, key.public_key().to_multikey(), stranger);
    forged.public_key = next.public_key().to_multikey();
    file.append({.successions = {forged}});
    write("account.silence", 8);
    Sealer(db(), key, file).run(start);
    EXPECT_EQ(faults_by(next).size(), 2U);
    EXPECT_FALSE(faults_by(stranger).empty()) << "who follows by their own word has signed nothing here";
}

TEST_F(AuditSuccession, GoesOnOverSeveralKeys)
{
    const auto third = signing_key("the third key, of 32 bytes, or so");
    note_succession(db(), file, next, third);
    write("account.silence", 8);
    Sealer(db(), third, file).run(start);
    EXPECT_EQ(faults_by(third), Names{});
}

TEST_F(AuditSuccession, IsCheckedInAFileToo)
{
    std::string lines;
    for (const auto& one : file.read().successions) lines += line_of(one) + '\n';
    std::istringstream in(lines + exported());
    EXPECT_EQ(verify_export(in, {}, next.public_key().to_multikey()).findings.size(), 0U);
    std::istringstream without(exported());
    EXPECT_EQ(verify_export(without, {}, next.public_key().to_multikey()).findings.size(), 2U)
        << "heads of a key that nobody vouches for";
}

} // namespace
} // namespace rounds::audit
