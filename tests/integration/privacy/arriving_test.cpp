#include "storage/guard.hpp"
#include "tests/support/inbound_rig.hpp"

#include <gtest/gtest.h>

namespace rounds::test {
namespace {

using storage::Transaction;

class HeldArrivals : public ::testing::Test
{
protected:
    std::vector<storage::guard::Hold> held()
    {
        return rig.in_db([](Transaction& tx) { return storage::guard::list_held(tx, 10); });
    }

    InboundRig rig;
};

TEST_F(HeldArrivals, WithIdentifiersAreHeldAndWithoutShown)
{
    const auto [actor, account] = rig.add_known_actor("https://far.example", "pat");
    EXPECT_EQ(rig.deliver(actor, create(actor, note(actor, "one", "<p>My MRN is <b>00482917</b></p>"))), "");
    EXPECT_EQ(rig.deliver(actor, create(actor, note(actor, "two", "<p>Chemo went well</p>"))), "");
    const auto all = held();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all.front().account, account.id);
    EXPECT_EQ(all.front().rules, std::vector<std::string>{"mrn"});
    EXPECT_EQ(rig.count("SELECT count(*) FROM guard_decisions WHERE action = 'hold'"), 1);
    EXPECT_EQ(rig.count("SELECT count(*) FROM guard_holds h WHERE h::text LIKE '%00482917%'"), 0);
}

} // namespace
} // namespace rounds::test
