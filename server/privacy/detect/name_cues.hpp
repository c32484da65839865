#pragma once

#include "server/privacy/detect/codes.hpp"
#include "server/privacy/detect/words.hpp"

#include <vector>

namespace rounds::privacy {

/// Whether a word is looked at at all: one with a capital, or one that no dictionary has.
[[nodiscard]] bool may_be_name(const Word& word) noexcept;

/// What can be said of a word that may be a name: how it is built and written, which lists have it, the words beside it
/// and their classes (data/name_classes.tsv).
void read_name_cues(const Scan& scan, const std::vector<Word>& words, std::size_t i, CueReader& reader);

/// What learnt weights make of it: above 0 it is somebody's name.
[[nodiscard]] double name_score(const Scan& scan, const std::vector<Word>& words, std::size_t i);

/// For the trainer: every word of a text that may be a name.
[[nodiscard]] std::vector<WrittenCode> written_names(std::string_view text);

} // namespace rounds::privacy
