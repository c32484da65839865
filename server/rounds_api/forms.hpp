#pragma once

#include "server/http/params.hpp"
#include "server/knowledge/chats.hpp"
#include "server/knowledge/credentials.hpp"
#include "server/knowledge/networks.hpp"
#include "server/knowledge/summaries.hpp"

#include <string_view>
#include <vector>

namespace rounds::rounds_api {

using http::Params;

// Each reads the fields that a request names into a form that holds the present values, and returns the first field
// that cannot be read or is out of its bounds; empty when all is well.

[[nodiscard]] std::string_view read_network(const Params& params, knowledge::NetworkForm& form);

/// starts_at and ends_at in RFC 3339; prompts: [{content, offset_s}]; people: [{account_id, role, interests}].
[[nodiscard]] std::string_view read_chat(const Params& params, knowledge::ChatForm& form, Time now);

/// statements: [{content, prompt_label}]; references: [{id or url, title, authors, container, year, volume, issue,
/// page, supports}]. A list that is named replaces the present one.
[[nodiscard]] std::string_view read_wording(const Params& params, storage::SummaryVersion& wording);

/// grades: [{statement, scheme, level}].
[[nodiscard]] std::string_view read_grades(const Params& params, std::vector<knowledge::Grade>& grades);

/// role, specialty_mesh, specialty_name, method, name_withheld, valid_days.
[[nodiscard]] std::string_view read_credential(const Params& params, knowledge::CredentialForm& form);

/// What is there now, for read_chat to change (for read_network: knowledge::form_of).
[[nodiscard]] knowledge::ChatForm form_of(const storage::Chat& chat, const std::vector<storage::Prompt>& prompts);

} // namespace rounds::rounds_api
