#pragma once

#include "federation/signatures/keys.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace rounds::bench {

/// The people who write: `actors` of them, spread evenly over `hosts` hosts 127.0.1.1, 127.0.1.2 ... that all listen
/// on `port`. The program that posts and the one that serves the documents are given the same population.
struct Population
{
    std::filesystem::path keys = "bench-keys"; ///< folder; keys are made once and kept
    unsigned actors = 64;
    unsigned distinct_keys = 64; ///< actors share that many key pairs
    unsigned hosts = 1;
    std::uint16_t port = 9800;
};

struct Actor
{
    std::string authority; ///< "127.0.1.1:9800"
    std::string name;
    std::string id;
    signatures::PrivateKey key;

    [[nodiscard]] std::string base() const { return "http://" + authority; }
    [[nodiscard]] std::string key_id() const { return id + "#main-key"; }
};

/// "127.0.1.7" for host 6.
[[nodiscard]] std::string host_address(unsigned host);
[[nodiscard]] std::vector<Actor> make_actors(const Population& population);
/// The actor document, finished JSON.
[[nodiscard]] std::string actor_document(const Actor& actor);
/// What WebFinger answers for acct:name@authority.
[[nodiscard]] std::string webfinger_document(const Actor& actor);

} // namespace rounds::bench
