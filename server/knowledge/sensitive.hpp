#pragma once

#include "server/knowledge/networks.hpp"

#include <string_view>

// A sensitive network (addiction, mental health, HIV, minors): that somebody is in it says what they live with. One
// switch, NetworkForm::sensitive, demands all of this at once:
//   - it stays on this instance (local_only) unless its stewards open it again, takes people by approval or invitation,
//     and posts of those people only;
//   - people go by pseudonyms there: who bears a name that looks like a full one is turned away (social/doors.hpp);
//   - its pages are for people with a log-in here, name nobody but those who look after it, and are for no search
//     engine; its Group is neither discoverable nor indexable; its posts are unlisted;
//   - following it records a consent, with its wording and time, which ends with the follow;
//   - whatever is exported from it says that it must not be passed on (42 CFR 2.32).

namespace rounds::knowledge {

/// The short notice of 42 CFR 2.32(a)(2), as it must accompany what is disclosed.
inline constexpr std::string_view export_notice =
    "42 CFR part 2 prohibits unauthorized use or disclosure of these records.";

/// What the switch turns on when it is set: a form that says otherwise about joining, posting or federation is brought
/// in line. Later its stewards may open what they answer for.
void apply_sensitive_defaults(NetworkForm& form);

/// The switch itself, by a steward of the network or an administrator of the instance. Off: the rest stays as it is,
/// for nothing may open by itself.
[[nodiscard]] result<Network>
set_sensitive(Transaction& tx, const social::Urls& urls, const Account& by, NetworkId network, bool on);

} // namespace rounds::knowledge
