#pragma once

#include "server/privacy/detect/crisis.hpp"
#include "server/privacy/detect/identifiers.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rounds::privacy {

/// Who writes. A hospital answers for what its staff says, so they are stopped where others are warned.
enum class Author : std::uint8_t { person, staff };

/// "staff", "clinician", "nurse", "physician", "organisation", "moderator", "admin", "steward" are staff, all else
/// persons.
[[nodiscard]] Author author_from(std::string_view kind) noexcept;

enum class Action : std::uint8_t {
    allow,
    warn, ///< refused once; the same text again within the time set goes through
    block ///< refused for good
};
[[nodiscard]] std::string_view name_of(Action action) noexcept; ///< "allow", "warn", "block"

/// A piece of writing and where it stands.
struct Writing
{
    std::string_view text{};
    Author author = Author::person;
    bool reply_to_other = false; ///< answers somebody who is not on the staff
    std::string_view parent{};   ///< plain text of what it answers
};

/// What is to be done about a text, and why.
struct Decision
{
    Action action = Action::allow;
    std::string_view label = "clean"; ///< clean, identifier, combination, relationship
    std::vector<Finding> findings{};
    std::size_t work = 0;
};

/// Persons are warned of identifiers and of combinations that identify; staff is stopped by identifiers, and in a
/// reply to somebody else also by words that tell of a treatment. Names that the parent says are no news.
[[nodiscard]] Decision decide(const Writing& writing, const HouseRules& house);

} // namespace rounds::privacy
