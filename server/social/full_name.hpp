#pragma once

#include <string_view>

namespace rounds::social {

/// The user name or display name looks like the full name of a person: a given name and a surname, in any order, in
/// words of their own or written together ("Maria Lopez", "maria_lopez82", "MariaLopez"). A hint, never a reason to
/// refuse: many names are words, and most names of the world are in no list.
[[nodiscard]] bool looks_like_full_name(std::string_view name);

} // namespace rounds::social
