#pragma once

#include "storage/base/json.hpp"
#include "storage/model/knowledge.hpp"

#include <string>
#include <vector>

namespace rounds::knowledge {

// The references of a summary for programs that keep references. Each has the id r1, r2 ... of its place in the list.

/// CSL-JSON (citeproc): the stored items with their ids.
[[nodiscard]] json::array to_csl_json(const std::vector<storage::SummaryReference>& references);
/// RIS: TY first, ER last, lines end with CRLF.
[[nodiscard]] std::string to_ris(const std::vector<storage::SummaryReference>& references);
/// BibTeX in UTF-8.
[[nodiscard]] std::string to_bibtex(const std::vector<storage::SummaryReference>& references);
/// "1. Attai DJ, Cowher MS. ..." in the style of AMA 11, a line each.
[[nodiscard]] std::string to_ama_text(const std::vector<storage::SummaryReference>& references);

} // namespace rounds::knowledge
