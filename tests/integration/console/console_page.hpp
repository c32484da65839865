#pragma once

#include "tests/support/site.hpp"

#include <string_view>

namespace rounds::test {

/// Of whoever logs in to the console in these tests.
inline constexpr const char* password = "correct horse battery";

inline bool has(const http::Response& page, std::string_view text)
{
    return page.body.find(text) != std::string::npos;
}

} // namespace rounds::test
