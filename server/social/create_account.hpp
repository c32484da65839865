#pragma once

#include "federation/build/keyring.hpp"
#include "server/social/verbs.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rounds::social {

/// 1 to 30 of a-z A-Z 0-9 _ and none of the names that pages and actors use.
[[nodiscard]] bool is_username(std::string_view name) noexcept;
/// Names that would read as the instance or its staff speaking, besides those that is_username() refuses.
[[nodiscard]] std::vector<std::string> official_names();

struct NewPerson
{
    std::string username;
    std::string email;
    std::string password_hash; ///< passwords.hpp
    std::string display_name;
    std::string note;                    ///< plain text
    std::string role = "member";         ///< member, moderator, admin
    std::string stakeholder = "patient"; ///< code of the stakeholder vocabulary
    std::string locale = "en";
    bool confirmed = true; ///< the e-mail address is known to be theirs
};
/// A person with a log-in, a Person actor and its keys. invalid_argument: the name is none; already_exists: name or
/// e-mail address is taken, or the name belonged to somebody who left.
[[nodiscard]] result<Account>
create_person(Transaction& tx, const Urls& urls, build::Keyring& keyring, const NewPerson& person);

/// A Group actor with its keys, for a network. The name shares its space with people.
[[nodiscard]] result<Account> create_group(
    Transaction& tx,
    const Urls& urls,
    build::Keyring& keyring,
    std::string_view username,
    std::string_view display_name,
    std::string_view note_html
);

} // namespace rounds::social
