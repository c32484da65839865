#include "server/app/config_options.hpp"

namespace rounds::app {

void add_federation(std::vector<Option>& table)
{
    table.push_back(one_of(
        "federation.mode",
        ROUNDS_FIELD(federation.mode),
        {"consortium", "open", "closed"},
        "consortium: only federation.peers and allowed domains; open: all but blocked ones; closed: nobody."
    ));
    table.push_back(list(
        "federation.peers", ROUNDS_FIELD(federation.peers), "Domains of the consortium, with port when not the default."
    ));
    table.push_back(flag(
        "federation.authorized_fetch",
        ROUNDS_FIELD(federation.authorized_fetch),
        "Documents are given to servers that sign their requests and are trusted. An allow-list leaks without it."
    ));
    table.push_back(flag(
        "federation.loopback_testing",
        ROUNDS_FIELD(federation.loopback_testing),
        "Federate over loopback addresses, http and any port. For test rigs and the demo only."
    ));
    table.push_back(list(
        "federation.extra_ca_files",
        ROUNDS_FIELD(federation.extra_ca_files),
        "PEM files of certificate authorities trusted besides the system's."
    ));
    table.push_back(number(
        "federation.deliveries_per_host",
        ROUNDS_FIELD(federation.deliveries_per_host),
        1,
        64,
        "Deliveries to one server at once."
    ));
    table.push_back(number(
        "federation.deliveries", ROUNDS_FIELD(federation.deliveries), 1, 4096, "Deliveries to all servers at once."
    ));
    table.push_back(number(
        "federation.retry_base_s",
        ROUNDS_FIELD(federation.retry_base_s),
        1,
        3600,
        "First wait after a failed delivery, or fetch of what arrived names; doubled each time, with jitter."
    ));
    table.push_back(number(
        "federation.retry_cap_s", ROUNDS_FIELD(federation.retry_cap_s), 1, 604'800, "Longest wait between two tries."
    ));
    table.push_back(number(
        "federation.give_up_days",
        ROUNDS_FIELD(federation.give_up_days),
        1,
        60,
        "A delivery is given up after these days."
    ));
    table.push_back(number(
        "federation.dead_after_days",
        ROUNDS_FIELD(federation.dead_after_days),
        1,
        365,
        "A server that failed for so long is parked until it is heard from or answers the daily probe."
    ));
    table.push_back(number(
        "federation.accounts_fresh_hours",
        ROUNDS_FIELD(federation.accounts_fresh_hours),
        1,
        720,
        "Accounts of other servers that were read so long ago are read again when somebody looks them up."
    ));
    table.push_back(number(
        "federation.roster_refresh_hours",
        ROUNDS_FIELD(federation.roster_refresh_hours),
        1,
        168,
        "How often rosters, and what their members say of themselves, are read again."
    ));
    table.push_back(number(
        "federation.roster_members",
        ROUNDS_FIELD(federation.roster_members),
        1,
        100'000,
        "Members a roster may have; a longer one is refused."
    ));
}

} // namespace rounds::app
