#pragma once

#include "server/http/params.hpp"
#include "storage/base/error.hpp"
#include "storage/model/knowledge.hpp"

#include <string>

namespace rounds::web {

/// A statement on each line: "T1: what was found", or without a topic.
[[nodiscard]] std::string statement_lines(const storage::SummaryVersion& wording);
/// A reference on each line: "identifier | title | Author A; Author B | journal | year | 1, 2", the last part the
/// statements it supports. Parts at the end may be left out.
[[nodiscard]] std::string reference_lines(const storage::SummaryVersion& wording);

/// Takes the fields of the form into a wording; the catalogue's key of what is wrong, with the number of the line, or
/// an empty one.
struct WrongField
{
    std::string key{};
    int line = 0;
};
[[nodiscard]] WrongField read_form(const http::Params& params, storage::SummaryVersion& wording);

} // namespace rounds::web
