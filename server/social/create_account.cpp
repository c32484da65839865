#include "server/social/create_account.hpp"

#include "server/social/email_address.hpp"
#include "storage/accounts.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace rounds::social {
namespace {

constexpr std::size_t longest_username = 30;

// Names that would read as the instance speaking, or that are parts of addresses.
constexpr std::array<std::string_view, 12> reserved{
    "about", "actor", "admin", "administrator", "api", "auth", "help", "moderator", "oauth", "root", "rounds", "support"
};

// Staff may give these to whom they fit; nobody takes them for themselves.
constexpr std::array<std::string_view, 38> official{
    "abuse",     "account",  "accounts", "admins",   "announcement", "announcements", "billing", "clinic",
    "clinician", "contact",  "doctor",   "dr",       "emergency",    "everyone",      "here",    "helpdesk",
    "hospital",  "info",     "legal",    "mod",      "moderation",   "moderators",    "mods",    "news",
    "noreply",   "nurse",    "official", "operator", "owner",        "postmaster",    "privacy", "security",
    "server",    "settings", "staff",    "system",   "team",         "webmaster"
};

bool name_character(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

void set_addresses(Account& account, const Urls& urls)
{
    account.uri = urls.actor(account);
    account.url = urls.profile_page(account);
    account.inbox_url = account.uri + "/inbox";
    account.shared_inbox_url = urls.base() + "/inbox";
    account.outbox_url = account.uri + "/outbox";
    account.followers_url = account.uri + "/followers";
    account.following_url = account.uri + "/following";
    account.featured_url = account.uri + "/featured";
}

} // namespace

bool is_username(std::string_view name) noexcept
{
    return !name.empty() && name.size() <= longest_username && std::ranges::all_of(name, name_character) &&
           std::ranges::none_of(reserved, [&](std::string_view word) { return text::iequals(word, name); });
}

std::vector<std::string> official_names()
{
    std::vector<std::string> names(official.begin(), official.end());
    names.insert(names.end(), reserved.begin(), reserved.end());
    return names;
}

result<Account> create_person(Transaction& tx, const Urls& urls, build::Keyring& keyring, const NewPerson& person)
{
    if (!is_username(person.username) || !is_email_address(person.email)) return errc::invalid_argument;
    if (storage::accounts::find_user_by_email(tx, person.email)) return errc::already_exists;
    Account account;
    account.id = storage::accounts::next_id(tx);
    account.username = person.username;
    account.actor_type = "Person";
    account.display_name = person.display_name;
    account.note_source = person.note;
    account.note = person.note.empty() ? std::string{} : fmt::format("<p>{}</p>", text::escape_html(person.note));
    set_addresses(account, urls);
    auto created = storage::accounts::create_local(tx, account);
    if (!created) return created.error();
    keyring.create(tx, *created);
    storage::User user;
    user.account = created->id;
    user.email = person.email;
    user.password_hash = person.password_hash;
    user.role = person.role;
    user.stakeholder = person.stakeholder;
    user.locale = person.locale;
    user.expand_media = "default";
    if (person.confirmed) user.confirmed_at = created->created_at;
    storage::accounts::create_user(tx, user);
    return created;
}

result<Account> create_group(
    Transaction& tx,
    const Urls& urls,
    build::Keyring& keyring,
    std::string_view username,
    std::string_view display_name,
    std::string_view note_html
)
{
    if (!is_username(username)) return errc::invalid_argument;
    Account account;
    account.id = storage::accounts::next_id(tx);
    account.username = username;
    account.actor_type = "Group";
    account.display_name = display_name;
    account.note = note_html;
    account.discoverable = true;
    account.indexable = true; // it speaks for its hospital
    set_addresses(account, urls);
    account.moderators_url = account.uri + "/moderators";
    auto created = storage::accounts::create_local(tx, account);
    if (!created) return created.error();
    keyring.create(tx, *created);
    return created;
}

} // namespace rounds::social
