#pragma once

#include "server/entities/site.hpp"
#include "storage/base/json.hpp"
#include "storage/model/status.hpp"
#include "storage/statuses.hpp"

namespace rounds::entities {

/// Status, as it is for everybody at any time: all keys but `reblog`, `poll`, `quote` and those that depend on who
/// looks.
[[nodiscard]] json::object status(const storage::StatusView& view, const Site& site);

/// Adds favourited, reblogged, muted, bookmarked, pinned and `filtered`, a JSON array, to an object that is still open:
/// text, since a page has twenty and building objects cost more than all the rest.
void append_viewer(std::string& status, const storage::ViewerFlags& flags, std::string_view filtered);

/// Adds `quote_approval` the same way, a QuoteApproval: who may quote, and whether who looks `may` (automatic, manual,
/// denied, unknown).
void append_quote_approval(std::string& status, storage::QuotePolicy policy, std::string_view may);

/// StatusEdit
[[nodiscard]] json::object
status_edit(const storage::statuses::Edit& edit, const storage::StatusView& present, const Site& site);

/// StatusSource
[[nodiscard]] json::object status_source(const storage::Status& status);

/// HTML as words, for filters: tags away, entities of markup decoded.
[[nodiscard]] std::string plain_text(std::string_view html);

} // namespace rounds::entities
