#pragma once

#include "storage/base/json.hpp"

#include <string>

namespace rounds::inbound {

/// What an approval has to say for one quote.
struct ExpectedStamp
{
    std::string id;     ///< the address it was fetched from
    std::string author; ///< of the quoted post
    std::string quoted;
    std::string quoting;
};
/// FEP-044f: it names this very quote, is its author's, and lives where its author does.
[[nodiscard]] bool is_stamp_for(const json::object& document, const ExpectedStamp& expected);

} // namespace rounds::inbound
