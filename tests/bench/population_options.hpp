#pragma once

#include "tests/bench/actors.hpp"

#include <CLI/CLI.hpp>

namespace rounds::bench {

/// The options that whoever posts and whoever serves the documents must be given alike.
inline void add_population(CLI::App& command, Population& population)
{
    command.add_option("--keys", population.keys, "Folder of the actors' keys, made when missing")
        ->capture_default_str();
    command.add_option("--actors", population.actors, "Actors")->check(CLI::Range(1, 10'000))->capture_default_str();
    command.add_option("--distinct-keys", population.distinct_keys, "Key pairs that they share")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    command.add_option("--hosts", population.hosts, "Hosts that they are spread over: 127.0.1.1 ...")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command.add_option("--actor-port", population.port, "Port of all these hosts")->capture_default_str();
}

} // namespace rounds::bench
