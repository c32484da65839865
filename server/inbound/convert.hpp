#pragma once

#include "server/inbound/arrived.hpp"

namespace rounds::inbound {

/// A presented object of `author` as a row with all that belongs to it. People are found among what was looked up:
/// mentioned are those tagged and addressed, silently those addressed alone (N72: tagged alone is not addressed).
[[nodiscard]] social::ArrivedPost convert(
    const Post& post,
    const storage::Account& author,
    const inbox::Recipients& recipients,
    const storage::known::Known& known,
    Time now
);
[[nodiscard]] social::EditForm
convert_edit(const Post& post, const storage::Account& author, const storage::known::Known& known, Time now);

/// The object's addressees, or the activity's when the object has none.
[[nodiscard]] const inbox::Recipients&
recipients_of(const inbox::RemoteObject& object, const inbox::Recipients& of_activity) noexcept;

} // namespace rounds::inbound
