#pragma once

#include "server/app/config.hpp"
#include "storage/base/clock.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// What `rounds doctor` looks at. Each check adds a line that says what is so and, when it is not good, what to do.
namespace rounds::cli::doctor {

enum class State { good, skipped, warning, wrong };

struct Finding
{
    std::string check; ///< configuration, name, certificate, clock, database, schema, port, disk, permissions, mail,
                       ///< sign_on, peer, backup
    State state = State::good;
    std::string says;
    std::string advice = {}; ///< empty when it is good
};
using Findings = std::vector<Finding>;

struct Subject
{
    const app::Config& config;
    std::filesystem::path config_file;
    std::vector<std::string> peers; ///< host[:port]
    std::uint64_t least_free_mb = 0;
    std::chrono::hours backup_age{}; ///< an older copy is wrong
};

void check_settings(const Subject& subject, Findings& findings);
void check_permissions(const Subject& subject, Findings& findings);
void check_disk(const Subject& subject, Findings& findings);
/// Whether http.port can be had, or is held by this very instance.
void check_port(const Subject& subject, Findings& findings);
/// What others meet under instance.domain: DNS, who answers there, and the certificate.
void check_name(const Subject& subject, Findings& findings);
/// Server, its settings, our role, the schema. Returns the database's time when it answered.
std::optional<Time> check_database(const Subject& subject, Findings& findings);
void check_mail(const Subject& subject, Findings& findings);
/// The OpenID provider, when one is configured: whether it says what it must, by keys that we can use.
void check_sign_on(const Subject& subject, Findings& findings);
/// Each peer, and our clock against theirs, else against the database's.
void check_peers(const Subject& subject, std::optional<Time> database, Findings& findings);

/// Whether an answer to GET /api/v2/instance is that of the configured instance.
[[nodiscard]] bool is_this_instance(const app::Config& config, const std::string& answer);
inline constexpr auto instance_path = "/api/v2/instance";

} // namespace rounds::cli::doctor
