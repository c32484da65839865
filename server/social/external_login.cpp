#include "server/social/external_login.hpp"

#include "server/social/access.hpp"
#include "server/social/email_address.hpp"
#include "storage/accounts.hpp"
#include "storage/audit.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <array>

namespace rounds::social {
namespace {

namespace accounts = storage::accounts;
namespace external_logins = storage::external_logins;

constexpr int most_names = 50;
constexpr std::size_t longest_name = 25; ///< with room for a number
constexpr std::size_t longest_display_name = 60;

/// "ann.lee@mercy.example": "ann_lee".
std::string wished_name(std::string_view wish)
{
    std::string name;
    for (const char c : wish.substr(0, wish.find('@'))) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        if (plain || c == '.' || c == '-') name += plain ? c : '_';
        if (name.size() == longest_name) break;
    }
    return is_username(name) ? name : "colleague";
}

result<Account> make_account(Transaction& tx, const Urls& urls, build::Keyring& keyring, const Vouched& person)
{
    NewPerson wanted;
    wanted.email = person.email;
    wanted.display_name = text::truncate(person.name, longest_display_name);
    wanted.role = person.role.empty() ? "member" : person.role;
    wanted.stakeholder = "hcp";
    wanted.locale = person.locale.starts_with("es") ? "es" : "en";
    const auto name = wished_name(person.username);
    for (int i = 1; i <= most_names; ++i) {
        wanted.username = i == 1 ? name : name + std::to_string(i);
        auto made = create_person(tx, urls, keyring, wanted);
        if (made || made.error() != errc::already_exists) return made;
    }
    return errc::already_exists;
}

Arrived make(Transaction& tx, const Urls& urls, build::Keyring& keyring, const Vouched& person, Time now)
{
    if (!is_email_address(person.email)) return {.arrival = Arrival::no_address};
    if (accounts::find_user_by_email(tx, person.email)) return {.arrival = Arrival::address_taken};
    const auto made = make_account(tx, urls, keyring, person);
    if (!made || !external_logins::add(tx, made->id, person.issuer, person.subject, now))
        return {.arrival = Arrival::address_taken};
    storage::audit::add_about(
        tx, made->id, "page", "sign_on.create", made->id, "role:" + (person.role.empty() ? "member" : person.role)
    );
    return {.arrival = Arrival::made, .user = accounts::find_user(tx, made->id).value()};
}

int rank(std::string_view role) noexcept
{
    constexpr std::array<std::string_view, 3> roles{"member", "moderator", "admin"};
    return static_cast<int>(std::ranges::find(roles, role) - roles.begin());
}

bool settle_role(Transaction& tx, storage::User& user, const Vouched& person, Time now)
{
    const auto role = person.role.empty() ? std::string("member") : person.role;
    if (!person.rules_roles || role == user.role) return false;
    accounts::set_role(tx, user.account, role, user.stakeholder);
    storage::audit::add_about(tx, std::nullopt, "server", "account.role", user.account, "sign_on:" + role);
    if (rank(role) < rank(user.role)) end_access(tx, user.account, now);
    user.role = role;
    return true;
}

} // namespace

Arrived arrive(Transaction& tx, const Urls& urls, build::Keyring& keyring, const Vouched& person, Time now)
{
    const auto link = external_logins::find(tx, person.issuer, person.subject);
    if (!link) {
        if (!person.may_be_new) return {.arrival = Arrival::stranger};
        return make(tx, urls, keyring, person, now);
    }
    auto user = accounts::find_user(tx, link->account);
    const auto account = accounts::find(tx, link->account);
    if (!user || user->disabled_at || !account || !account->usable()) return {.arrival = Arrival::barred};
    Arrived arrived{.arrival = Arrival::known};
    arrived.role_changed = settle_role(tx, *user, person, now);
    external_logins::note_use(tx, link->id, now);
    arrived.user = std::move(*user);
    return arrived;
}

} // namespace rounds::social
