#pragma once

#include <set>
#include <string>
#include <string_view>

// Which tests there are, for documents that name them.

namespace rounds::test {

/// "Suite.Name" of every TEST, TEST_F and TEST_P of the tree.
[[nodiscard]] std::set<std::string> google_tests();

/// The text of the programs of a suite that is not GoogleTest (tests/<suite>/*.py, *.mjs).
[[nodiscard]] std::string sources_of_suite(const std::string& suite);

/// A name may be put together ("doctor: " and "fsync off"): each of its pieces stands in the sources.
[[nodiscard]] bool named_in(const std::string& sources, std::string_view name);

} // namespace rounds::test
