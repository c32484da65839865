#pragma once

#include "storage/chats.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rounds::knowledge {

/// What a transcript export is made of. A post whose author does not let the network quote them is counted and shown
/// without its words, author and address.
struct Transcript
{
    storage::Chat chat;
    std::vector<storage::Prompt> prompts;
    std::vector<storage::chats::Highlight> posts;
    bool sensitive = false; ///< of a sensitive network: exports carry a notice (knowledge/sensitive.hpp)
};
[[nodiscard]] result<Transcript> transcript_of(storage::Transaction& tx, ChatId id);

/// topic, quoted, author, address, text, late: a line for each post, under its topic, oldest first. No cell is read as
/// a formula by a spreadsheet. That of a sensitive network ends with its notice.
[[nodiscard]] std::string to_csv(const Transcript& transcript);
/// A page of its own, to be kept or printed.
[[nodiscard]] std::string to_html(const Transcript& transcript);

/// Sums as they may be shown: those below five are hidden, and where hiding one alone would leave it to be worked out
/// from the total, the next smallest as well.
[[nodiscard]] std::map<std::string, std::optional<std::int64_t>>
shown_counts(const std::map<std::string, std::int64_t>& counts);

} // namespace rounds::knowledge
