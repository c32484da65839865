#pragma once

#include "server/rounds_api/answers.hpp"
#include "storage/base/crypto.hpp"
#include "storage/guard.hpp"

namespace rounds::rounds_api {

/// A card for its author: the four criteria, filled in from their own post as long as it is a draft, and as they sent
/// it afterwards.
[[nodiscard]] json::object
card_json(Transaction& tx, const crypto::SecretBox& secrets, const storage::guard::AdverseEvent& card);
/// For safety contacts: which criteria are met, by when; the words only when the author sent them.
[[nodiscard]] json::object
queue_json(const crypto::SecretBox& secrets, const storage::guard::AdverseEvent& card, Time now);

/// What an author sends, each 1 to 2,000 characters: {reporter, patient, product, event}. The error is the field that
/// is wrong.
[[nodiscard]] boost::system::result<json::object, std::string> read_report(const Params& params);
[[nodiscard]] std::string seal_report(const crypto::SecretBox& secrets, std::int64_t card, const json::object& report);

} // namespace rounds::rounds_api
