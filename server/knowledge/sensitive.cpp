#include "server/knowledge/sensitive.hpp"

#include "storage/networks.hpp"

namespace rounds::knowledge {

void apply_sensitive_defaults(NetworkForm& form)
{
    form.sensitive = true;
    form.local_only = true;
    if (form.join_policy == "open") form.join_policy = "approval";
    if (form.posting_policy == "everyone") form.posting_policy = "followers";
}

result<Network> set_sensitive(Transaction& tx, const social::Urls& urls, const Account& by, NetworkId id, bool on)
{
    const auto network = storage::networks::find(tx, id);
    if (!network) return network.error();
    auto form = form_of(*network);
    form.sensitive = on;
    const auto user = storage::accounts::find_user(tx, by.id);
    const bool operates = user && user->role == "admin";
    if (!operates && !may_steward(tx, *network, by.id)) return errc::forbidden;
    return put_network(tx, urls, *network, form);
}

} // namespace rounds::knowledge
