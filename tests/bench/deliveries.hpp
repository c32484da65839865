#pragma once

#include "tests/bench/actors.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace rounds::bench {

enum class Kind {
    create, ///< Create{Note} of about 1.1 kB that mentions the target
    follow, ///< Follow of the target
};

struct Deliveries
{
    Kind kind = Kind::create;
    std::string authority;   ///< Host of the server: "bench.localhost:8080"
    std::string path;        ///< of its inbox: "/inbox"
    std::string target;      ///< id of a local actor
    std::string target_name; ///< "@name@host", as it stands in the text
    std::string run;         ///< part of all ids, so that runs against one server do not repeat them
    std::size_t count = 0;   ///< delivery i is by actor i modulo their number
};

/// Whole HTTP requests, signed by draft-cavage-http-signatures-12 with rsa-sha256 on all cores. Signing is done before
/// any clock starts: it is the sender's work.
[[nodiscard]] std::vector<std::string> sign_deliveries(const Deliveries& wanted, const std::vector<Actor>& actors);

} // namespace rounds::bench
