#pragma once

#include "tests/bench/floor_key_ring.hpp"
#include "tests/bench/floor_store.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <vector>

namespace rounds::bench {

/// What all connections of the floor share.
struct Floor
{
    FloorStore& store;
    KeyRing& keys;
    std::vector<std::string> fragments; ///< rendered posts of 2.9 kB
};

[[nodiscard]] std::vector<std::string> make_fragments();

/// Answers POST (verify, store, 202), /tl/mem (20 fragments, 58 kB), /hello (2 bytes) and WebSockets, until the client
/// closes.
void serve_floor(boost::asio::ip::tcp::socket socket, Floor& floor);

} // namespace rounds::bench
