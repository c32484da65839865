#pragma once

#include "storage/base/json.hpp"
#include "storage/reference_notices.hpp"

#include <string_view>

/// Notices of works that are dead or retracted, as our own API and `rounds reference` say and read them.
namespace rounds::rounds_api {

[[nodiscard]] json::object notice_json(const storage::reference_notices::Notice& notice);
/// With the ids of the summaries that it flags.
[[nodiscard]] json::object noted_json(storage::Transaction& tx, const storage::reference_notices::Notice& notice);
/// `reference` is what people paste (knowledge::parse_identifier), `state` dead or retracted; invalid_argument else.
[[nodiscard]] result<storage::reference_notices::Notice>
read_notice(std::string_view reference, std::string_view state, std::string_view note, Time now);

} // namespace rounds::rounds_api
