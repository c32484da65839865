#pragma once

#include "server/incidents/duties.hpp"
#include "server/incidents/received.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rounds::incidents {

/// Who writes.
struct Sender
{
    std::string organisation{};
    std::string contact{}; ///< of the privacy officer
    Law law = Law::hipaa;
};
[[nodiscard]] Sender sender_of(const app::Config& config);

/// The letters that the incident's duties ask for: individuals, hhs, ftc, media:CA.
[[nodiscard]] std::vector<std::string> letters_for(const Incident& incident, const Sender& sender);

/// A draft as plain text in English, filled from the record, with gaps in brackets for what the record does not hold.
/// `receivers`: of its posts. not_found for a letter that no duty asks for.
[[nodiscard]] result<std::string> write_letter(
    std::string_view whom,
    const Incident& incident,
    const Sender& sender,
    const std::vector<storage::received::Receiver>& receivers,
    Time now
);

} // namespace rounds::incidents
