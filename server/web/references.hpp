#pragma once

#include "storage/model/knowledge.hpp"

#include <string>

namespace rounds::web {

/// Where a reference can be read; empty for kinds that have no address (a book).
[[nodiscard]] std::string reference_address(const storage::SummaryReference& reference);
/// "Doe J, Roe R. Title. Journal. 2024." from its CSL-JSON; its number when there is nothing else.
[[nodiscard]] std::string reference_text(const storage::SummaryReference& reference);

} // namespace rounds::web
