#include "server/app/instance_setup.hpp"

#include "storage/accounts.hpp"

#include <fmt/format.h>
#include <stdexcept>

namespace rounds::app {
namespace {

using storage::Statement;
using storage::Transaction;

const Statement holds_secrets_sql{"instance.holds_secrets", R"(
    SELECT EXISTS (SELECT 1 FROM actor_keys WHERE private_key_sealed IS NOT NULL) AS holds)"};

const Statement claim_sql{"instance.claim", R"(
    INSERT INTO instance (domain) VALUES ($1)
    ON CONFLICT (only_row) DO UPDATE SET domain = instance.domain
    RETURNING domain)"};

// The dot keeps it apart from all names that people can choose.
constexpr std::string_view actor_name = "instance.actor";

storage::Account make_actor(Transaction& tx, const Config& config, const social::Urls& urls)
{
    storage::Account actor;
    actor.id = storage::accounts::next_id(tx);
    actor.username = actor_name;
    actor.actor_type = "Application";
    actor.display_name = config.instance.title;
    actor.uri = urls.base() + "/actor";
    actor.url = urls.base() + "/about";
    actor.inbox_url = urls.base() + "/actor/inbox";
    actor.shared_inbox_url = urls.base() + "/inbox";
    actor.locked = true;
    actor.bot = true;
    auto created = storage::accounts::create_local(tx, actor);
    if (!created) throw std::runtime_error("the instance actor cannot be made: its name is taken");
    return *created;
}

} // namespace

bool holds_secrets(storage::Database& db)
{
    return db.transact_blocking([](Transaction& tx) { return tx.exec(holds_secrets_sql).front().get<bool>("holds"); });
}

InstanceSetup
set_up_instance(storage::Database& db, const Config& config, const social::Urls& urls, build::Keyring& keyring)
{
    return db.transact_blocking([&](Transaction& tx) {
        const auto domain = tx.exec(claim_sql, config.instance.domain).front().get<std::string>("domain");
        if (domain != config.instance.domain)
            throw std::runtime_error(fmt::format(
                "instance.domain = \"{}\": this database belongs to {}; every address it handed out holds that name",
                config.instance.domain,
                domain
            ));
        auto actor = storage::accounts::find_by_handle(tx, actor_name, std::nullopt);
        if (!actor) {
            actor = make_actor(tx, config, urls);
            keyring.create(tx, *actor);
        }
        auto keys = keyring.load(tx, actor->id);
        if (!keys) throw std::runtime_error("the keys of the instance actor are missing");
        return InstanceSetup{*actor, *keys};
    });
}

} // namespace rounds::app
