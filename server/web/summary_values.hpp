#pragma once

#include "server/app/app.hpp"
#include "server/web/words.hpp"
#include "storage/base/json.hpp"
#include "storage/model/knowledge.hpp"

#include <string>
#include <vector>

namespace rounds::web {

/// A summary as everyone may read it.
struct PublicSummary
{
    storage::Summary summary;
    std::vector<storage::SummaryVersion> versions; ///< published ones, oldest first; at least one
    storage::Network network;
    storage::Account group;

    [[nodiscard]] const storage::SummaryVersion& newest() const { return versions.back(); }
};

/// not_found for drafts, for networks that are gone, and for those that the viewer may not read.
[[nodiscard]] result<PublicSummary>
find_public_summary(storage::Transaction& tx, SummaryId id, std::optional<AccountId> viewer);

/// What the template of a wording shows.
[[nodiscard]] json::object summary_values(
    storage::Transaction& tx,
    const app::App& app,
    const PublicSummary& found,
    const storage::SummaryVersion& shown,
    Language language
);
/// What readers said of it, and what the viewer did.
[[nodiscard]] json::object mark_values(storage::Transaction& tx, SummaryId id, std::optional<AccountId> viewer);

/// Its wordings as a list, the newest first; `shown` is marked.
[[nodiscard]] json::array
version_list(const social::Urls& urls, const PublicSummary& found, int shown, Language language);

/// schema.org MedicalWebPage as JSON-LD text.
[[nodiscard]] std::string
summary_data(const app::App& app, const PublicSummary& found, const storage::SummaryVersion& shown);

} // namespace rounds::web
