#include "tests/bench/actors.hpp"

#include "storage/base/json.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <fmt/core.h>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <unistd.h>

namespace rounds::bench {
namespace {

namespace fs = std::filesystem;

constexpr unsigned addresses_per_net = 250;

signatures::PrivateKey read_or_make_key(const fs::path& file)
{
    if (std::ifstream in(file, std::ios::binary); in) {
        const std::string der(std::istreambuf_iterator<char>(in), {});
        auto key = signatures::PrivateKey::from_der(der);
        if (!key) throw std::runtime_error(file.string() + " holds no key");
        return *std::move(key);
    }
    auto key = signatures::PrivateKey::generate_rsa();
    // Written aside: another program may be reading the same folder.
    const auto unfinished = fs::path(file).replace_extension(fmt::format("{}.new", getpid()));
    std::ofstream(unfinished, std::ios::binary) << key.to_der();
    fs::rename(unfinished, file);
    return key;
}

} // namespace

std::string host_address(unsigned host)
{
    return fmt::format("127.0.{}.{}", 1 + host / addresses_per_net, 1 + host % addresses_per_net);
}

std::vector<Actor> make_actors(const Population& population)
{
    fs::create_directories(population.keys);
    std::vector<signatures::PrivateKey> keys;
    for (unsigned i = 0; i < std::min(population.distinct_keys, population.actors); ++i)
        keys.push_back(read_or_make_key(population.keys / fmt::format("rsa-2048-{}.der", i)));
    std::vector<Actor> actors;
    for (unsigned i = 0; i < population.actors; ++i) {
        auto authority = fmt::format("{}:{}", host_address(i % population.hosts), population.port);
        auto name = fmt::format("writer{}", i);
        auto id = fmt::format("http://{}/users/{}", authority, name);
        actors.push_back(Actor{std::move(authority), std::move(name), std::move(id), keys[i % keys.size()]});
    }
    return actors;
}

std::string actor_document(const Actor& actor)
{
    const auto below = [&](std::string_view part) { return fmt::format("{}/{}", actor.id, part); };
    return serialize(json::value{
        {"@context", {"https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"}},
        {"id", actor.id},
        {"type", "Person"},
        {"preferredUsername", actor.name},
        {"name", "Writer " + actor.name},
        {"summary", ""},
        {"url", actor.id},
        {"inbox", below("inbox")},
        {"outbox", below("outbox")},
        {"followers", below("followers")},
        {"following", below("following")},
        {"manuallyApprovesFollowers", false},
        {"discoverable", true},
        {"published", "2024-01-01T00:00:00Z"},
        {"endpoints", {{"sharedInbox", actor.base() + "/inbox"}}},
        {"publicKey", {{"id", actor.key_id()}, {"owner", actor.id}, {"publicKeyPem", actor.key.public_key().to_pem()}}},
    });
}

std::string webfinger_document(const Actor& actor)
{
    return serialize(json::value{
        {"subject", fmt::format("acct:{}@{}", actor.name, actor.authority)},
        {"links", json::array{{{"rel", "self"}, {"type", "application/activity+json"}, {"href", actor.id}}}},
    });
}

} // namespace rounds::bench
