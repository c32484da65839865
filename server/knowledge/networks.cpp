#include "server/knowledge/networks.hpp"

#include "server/knowledge/conditions.hpp"
#include "server/knowledge/reminders.hpp"
#include "server/knowledge/sensitive.hpp"
#include "server/social/barred.hpp"
#include "server/social/create_account.hpp"
#include "server/social/text/markdown.hpp"
#include "server/social/text/scan.hpp"
#include "storage/graph.hpp"
#include "storage/networks.hpp"

#include <algorithm>
#include <array>

namespace rounds::knowledge {
namespace {

constexpr std::array<std::string_view, 3> join_policies{"open", "approval", "invitation"};
constexpr std::array<std::string_view, 3> posting_policies{"everyone", "followers", "stewards"};
constexpr std::array<std::string_view, 5> role_names{
    "steward", "host", "clinician_mentor", "patient_champion", "guest_pass"
};
constexpr std::chrono::days no_end{0};
constexpr std::size_t longest_title = 120;
constexpr std::size_t longest_text = 20'000;
constexpr std::size_t most_conditions = 20;

bool is_one_of(std::span<const std::string_view> words, std::string_view word) noexcept
{
    return std::ranges::find(words, word) != words.end();
}

std::string chosen_hashtag(const NetworkForm& form)
{
    if (!form.hashtag.empty()) return form.hashtag.starts_with('#') ? form.hashtag.substr(1) : form.hashtag;
    return form.conditions.empty() ? std::string{} : std::string(conditions().hashtag(form.conditions.front()));
}

/// invalid_argument unless every field is within its bounds.
result<Network> read_form(const NetworkForm& form)
{
    if (!wrong_field(form).empty()) return errc::invalid_argument;
    Network network;
    network.title = form.title;
    network.description = form.description;
    network.guidelines = form.guidelines;
    network.hashtag = chosen_hashtag(form);
    network.join_policy = form.join_policy;
    network.posting_policy = form.posting_policy;
    network.sensitive = form.sensitive;
    network.local_only = form.local_only;
    network.parent = form.parent;
    network.reminders = form.reminders;
    network.conditions = form.conditions;
    return network;
}

/// A department is one level below a network that is none.
bool may_be_under(Transaction& tx, std::optional<NetworkId> network, std::optional<NetworkId> parent)
{
    if (!parent) return true;
    const auto above = storage::networks::find(tx, *parent);
    if (!above || above->parent || parent == network) return false;
    return !network || storage::networks::departments(tx, *network).empty();
}

/// What the Group tells of how one comes in, and whether it wants to be found.
void put_doors(Account& group, const NetworkForm& form)
{
    group.locked = form.join_policy != "open";
    group.discoverable = group.indexable = !form.sensitive;
}

bool may_open_networks(Transaction& tx, const Account& by)
{
    const auto user = storage::accounts::find_user(tx, by.id);
    return user && user->role != "member";
}

} // namespace

bool is_hashtag(std::string_view name)
{
    if (name.starts_with('#')) name.remove_prefix(1);
    const auto found = text::find_tags('#' + std::string(name));
    return found.size() == 1 && found.front().name == name;
}

std::string_view wrong_field(const NetworkForm& form)
{
    const auto known = [](const std::string& id) { return conditions().find(id) != nullptr; };
    if (form.title.empty() || form.title.size() > longest_title) return "title";
    if (form.description.size() > longest_text) return "description";
    if (form.guidelines.size() > longest_text) return "guidelines";
    if (form.conditions.empty() || form.conditions.size() > most_conditions ||
        !std::ranges::all_of(form.conditions, known))
        return "conditions";
    if (!is_hashtag(chosen_hashtag(form))) return "hashtag";
    if (!is_one_of(join_policies, form.join_policy)) return "join_policy";
    if (!is_one_of(posting_policies, form.posting_policy)) return "posting_policy";
    if (!are_reminders(form.reminders)) return "reminders";
    return {};
}

result<Network> open_network(
    Transaction& tx, const social::Urls& urls, build::Keyring& keyring, const Account& by, const NetworkForm& form
)
{
    if (!may_open_networks(tx, by)) return errc::forbidden;
    auto wanted = form;
    if (wanted.sensitive) apply_sensitive_defaults(wanted);
    auto network = read_form(wanted);
    if (!network) return network.error();
    if (!may_be_under(tx, std::nullopt, wanted.parent)) return errc::invalid_argument;
    auto group =
        social::create_group(tx, urls, keyring, form.username, form.title, text::markdown_to_html(form.description));
    if (!group) return group.error();
    put_doors(*group, wanted);
    storage::accounts::update_profile(tx, *group);
    network->account = group->id;
    network->created_by = by.id;
    auto opened = storage::networks::create(tx, *network);
    if (!opened) return opened.error();
    storage::networks::add_role(tx, opened->id, {by.id, "steward"});
    return opened;
}

bool may_read(Transaction& tx, const Network& network, std::optional<AccountId> viewer)
{
    if (network.join_policy != "invitation" && !network.sensitive) return true;
    if (!viewer) return false;
    if (network.join_policy != "invitation") return storage::accounts::find_user(tx, *viewer).has_value();
    const auto follow = storage::graph::find_follow(tx, *viewer, network.account);
    if (follow && follow->accepted) return true;
    return std::ranges::any_of(storage::networks::roles(tx, network.id), [&](const storage::NetworkRole& role) {
        return role.account == *viewer;
    });
}

bool may_steward(Transaction& tx, const Network& network, AccountId account)
{
    return storage::networks::has_role(tx, network.id, account, "steward");
}

bool may_host(Transaction& tx, const Network& network, AccountId account)
{
    return may_steward(tx, network, account) || storage::networks::has_role(tx, network.id, account, "host");
}

result<void> give_role(Transaction& tx, const Account& by, NetworkId id, AccountId to, std::string_view role)
{
    const auto network = storage::networks::find(tx, id);
    if (!network) return network.error();
    if (!may_steward(tx, *network, by.id)) return errc::forbidden;
    if (!is_one_of(role_names, role)) return errc::invalid_argument;
    const auto receiver = storage::accounts::find(tx, to);
    if (!receiver) return receiver.error();
    if (const auto open = social::let_in(tx, {network->account}, to); !open) return open.error();
    storage::networks::add_role(tx, id, {to, std::string(role)}, role == "guest_pass" ? guest_pass_days : no_end);
    return {};
}

result<void> take_role(Transaction& tx, const Account& by, NetworkId id, AccountId from, std::string_view role)
{
    const auto network = storage::networks::find(tx, id);
    if (!network) return network.error();
    if (!may_steward(tx, *network, by.id)) return errc::forbidden;
    if (!storage::networks::has_role(tx, id, from, role)) return errc::not_found;
    const auto all = storage::networks::roles(tx, id);
    const auto stewards = std::ranges::count(all, "steward", &storage::NetworkRole::role);
    if (role == "steward" && stewards <= 1) return errc::invalid_argument;
    storage::networks::remove_role(tx, id, {from, std::string(role)});
    return {};
}

NetworkForm form_of(const Network& network)
{
    NetworkForm form;
    form.title = network.title;
    form.description = network.description;
    form.guidelines = network.guidelines;
    form.hashtag = network.hashtag;
    form.conditions = network.conditions;
    form.join_policy = network.join_policy;
    form.posting_policy = network.posting_policy;
    form.sensitive = network.sensitive;
    form.local_only = network.local_only;
    form.parent = network.parent;
    form.reminders = network.reminders;
    return form;
}

result<Network> put_network(Transaction& tx, const social::Urls&, const Network& present, NetworkForm form)
{
    if (form.sensitive && !present.sensitive) apply_sensitive_defaults(form);
    auto changed = read_form(form);
    if (!changed) return changed.error();
    if (!may_be_under(tx, present.id, form.parent)) return errc::invalid_argument;
    changed->id = present.id;
    changed->account = present.account;
    changed->created_by = present.created_by;
    changed->created_at = present.created_at;
    changed->closed_at = present.closed_at;
    storage::networks::update(tx, *changed);
    auto group = storage::accounts::find(tx, present.account);
    if (!group) return group.error();
    group->display_name = form.title;
    group->note = text::markdown_to_html(form.description);
    put_doors(*group, form);
    storage::accounts::update_profile(tx, *group);
    social::say(
        tx, {.what = social::Say::profile_updated, .account = group->id, .target = {}, .status = {}, .text = {}}
    );
    return storage::networks::find(tx, present.id);
}

result<Network>
change_network(Transaction& tx, const social::Urls& urls, const Account& by, NetworkId id, const NetworkForm& form)
{
    const auto present = storage::networks::find(tx, id);
    if (!present) return present.error();
    if (!may_steward(tx, *present, by.id)) return errc::forbidden;
    return put_network(tx, urls, *present, form);
}

} // namespace rounds::knowledge
