#pragma once

#include "server/privacy/detect/identifiers.hpp"

#include <string_view>

namespace rounds::privacy {

/// Places in the text of somebody on the staff that tell that the reader is or was a patient of theirs ("when you came
/// in", "your chart shows", "as your doctor"): the words that hospitals were fined for (health privacy rule, 45 CFR
/// 164.502(a)). General education ("ask your doctor about your results") is none. Kind::other; rules "relation.*".
[[nodiscard]] std::vector<Finding> find_relationship(std::string_view text);

/// What the trainer of the weights reads (cues.hpp), with what the rules say.
[[nodiscard]] std::vector<std::string> relationship_cues(std::string_view text);

/// Names in `findings` that `parent` says already: the reader named themselves.
void forget_names_of(std::vector<Finding>& findings, std::string_view text, std::string_view parent);

} // namespace rounds::privacy
