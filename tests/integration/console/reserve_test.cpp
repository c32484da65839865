// R19: operators have connections of their own: they get in when a flood holds all others.

#include "server/app/tokens.hpp"
#include "tests/integration/api/api_site.hpp"
#include "tests/integration/console/console_page.hpp"

#include <future>
#include <latch>
#include <thread>

namespace rounds::test {
namespace {

/// Transactions that hold every connection for requests until this goes.
class Flood
{
public:
    explicit Flood(Site& site) : taken_(site.app().config.database.connections)
    {
        const auto end = end_.get_future().share();
        for (unsigned i = 0; i < site.app().config.database.connections; ++i)
            holders_.emplace_back([this, &site, end] {
                site.db().transact_blocking([&](storage::Transaction&) {
                    taken_.count_down();
                    end.wait();
                });
            });
        taken_.wait();
    }
    ~Flood() { end_.set_value(); }
    Flood(const Flood&) = delete;
    Flood& operator=(const Flood&) = delete;

private:
    std::latch taken_;
    std::promise<void> end_;
    std::vector<std::jthread> holders_;
};

TEST(ConsoleReserve, OperatorsGetInWhenAllOtherConnectionsAreTaken)
{
    Site site([](app::Config& config) { config.database.acquire_timeout_ms = 100; });
    (void)site.add_person("boss", password, "admin");
    Browser boss{site};
    boss.log_in("boss", password);
    Phone member(site, "maya");
    const auto staff_token = site.add_token(site.add_person("mona", password, "moderator"), "admin:read");
    const auto seen = [&](const std::string& path) { return boss.get(path).status; };
    {
        const Flood flood(site);
        // Nobody is known from before: the session and the token are looked up as well.
        site.app().tokens.forget_all();
        EXPECT_EQ(member.status_of("/api/v1/timelines/home"), 503U) << "the flood holds what it should";
        for (const auto* path :
             {"/console",
              "/console/accounts",
              "/console/reports",
              "/console/crises",
              "/console/audit",
              "/console/settings"})
            EXPECT_EQ(seen(path), 200U) << path;
        const auto reports =
            make_request(http::Method::get, "/api/v1/admin/reports", {{"Authorization", "Bearer " + staff_token}});
        EXPECT_EQ(site.send(reports).status, 200U);
        EXPECT_EQ(member.status_of("/console"), 303U) << "a stranger is no operator";
    }
    EXPECT_EQ(member.status_of("/api/v1/timelines/home"), 200U);
}

} // namespace
} // namespace rounds::test
