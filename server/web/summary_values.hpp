#pragma once

#include "server/app/app.hpp"
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

/// not_found for drafts, and for networks that are gone.
[[nodiscard]] result<PublicSummary> find_public_summary(storage::Transaction& tx, SummaryId id);

/// What the template of a wording shows.
[[nodiscard]] json::object summary_values(
    storage::Transaction& tx, const app::App& app, const PublicSummary& found, const storage::SummaryVersion& shown
);

/// Its wordings as a list, the newest first; `shown` is marked.
[[nodiscard]] json::array version_list(const social::Urls& urls, const PublicSummary& found, int shown);

/// schema.org MedicalWebPage as JSON-LD text.
[[nodiscard]] std::string
summary_data(const app::App& app, const PublicSummary& found, const storage::SummaryVersion& shown);

} // namespace rounds::web
