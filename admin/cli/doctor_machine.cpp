#include "admin/cli/doctor.hpp"
#include "server/http/certificate.hpp"
#include "storage/base/text.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace rounds::cli::doctor {
namespace {

namespace fs = std::filesystem;

constexpr mode_t others_read = S_IROTH;
constexpr mode_t others_write = S_IWGRP | S_IWOTH;
constexpr mode_t anybody_else = S_IRWXG | S_IRWXO;

/// Adds a fault when the file lets somebody in who is not to.
void look_at(const fs::path& file, mode_t forbidden, std::string_view mode, std::vector<std::string>& faults)
{
    struct stat status{};
    if (file.empty() || stat(file.c_str(), &status) != 0) return;
    if ((status.st_mode & forbidden) != 0) faults.push_back(fmt::format("chmod {} {}", mode, file.string()));
}

bool holds_password(const std::string& url)
{
    if (url.contains("password=")) return true;
    const auto at = url.find('@');
    const auto scheme = url.find("://");
    return at != std::string::npos && scheme != std::string::npos &&
           url.substr(scheme + 3, at - scheme - 3).contains(':');
}

void demand_readable(std::string_view key, const std::string& file, Findings& findings)
{
    if (file.empty() || access(file.c_str(), R_OK) == 0) return;
    findings.push_back(
        {"permissions",
         State::wrong,
         fmt::format("{} = \"{}\": {}", key, file, std::generic_category().message(errno)),
         "name a file that exists and that the user of the service may read"}
    );
}

fs::path nearest_existing(fs::path folder)
{
    std::error_code ignored;
    while (!folder.empty() && folder != folder.root_path() && !fs::exists(folder, ignored))
        folder = folder.parent_path();
    return folder.empty() ? fs::path("/") : folder;
}

struct Address
{
    sockaddr_storage storage{};
    socklen_t size = 0;
};

Address address_of(const std::string& text, std::uint16_t port)
{
    Address address;
    auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
    if (inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        address.size = sizeof *v4;
    } else if (inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        address.size = sizeof *v6;
    }
    return address;
}

/// 0, or the errno of bind().
int try_to_bind(const Address& address)
{
    const int socket = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return errno;
    // What lingers in TIME_WAIT does not keep the server from listening; who listens does.
    const int on = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const int outcome =
        bind(socket, reinterpret_cast<const sockaddr*>(&address.storage), address.size) == 0 ? 0 : errno;
    close(socket);
    return outcome;
}

/// Where somebody on this machine reaches a listener of that address.
std::string reached_at(const std::string& address)
{
    if (address == "0.0.0.0") return "127.0.0.1";
    if (address == "::") return "::1";
    return address;
}

bool held_by_us(const app::Config& config)
{
    http::ProbeTarget target;
    target.address = reached_at(config.http.address);
    target.port = config.http.port;
    target.tls = !config.http.certificate_file.empty();
    target.host = config.instance.domain;
    const auto answer = http::probe(target, instance_path);
    return answer && is_this_instance(config, answer->text);
}

} // namespace

bool is_this_instance(const app::Config& config, const std::string& answer)
{
    return answer.contains("\"domain\":\"" + config.instance.domain + '"');
}

void check_settings(const Subject& subject, Findings& findings)
{
    const auto& config = subject.config;
    const auto warn = [&](std::string says, std::string advice) {
        findings.push_back({"configuration", State::warning, std::move(says), std::move(advice)});
    };
    if (config.federation.loopback_testing)
        warn("federation.loopback_testing is on, which is for tests alone", "remove it from the configuration");
    if (config.database.allow_unsafe_settings)
        warn(
            "database.allow_unsafe_settings is on: a crash may lose what was accepted",
            "remove it from the configuration"
        );
    if (!config.accounts.staff_second_factor)
        warn("staff has its rights without a second factor", "set accounts.staff_second_factor = true");
    if (config.instance.contact_email.empty())
        warn("instance.contact_email is empty", "name an address that people can write to");
    if (config.guard.mode != "on")
        warn(fmt::format("the privacy guard is set to {}", config.guard.mode), "set guard.mode = \"on\"");
}

void check_permissions(const Subject& subject, Findings& findings)
{
    const auto& config = subject.config;
    const auto before = findings.size();
    std::vector<std::string> faults;
    const bool secret = holds_password(config.database.url);
    look_at(subject.config_file, others_write | (secret ? others_read : 0), secret ? "0640" : "go-w", faults);
    look_at(config.paths.data / "secret.key", anybody_else, "0600", faults);
    look_at(config.paths.data, others_write, "go-w", faults);
    for (const auto& file : {config.http.key_file, config.mail.password_file, config.media.s3_credentials_file})
        look_at(file, others_read | others_write, "0640", faults);
    demand_readable("http.certificate_file", config.http.certificate_file, findings);
    demand_readable("http.key_file", config.http.key_file, findings);
    demand_readable("mail.password_file", config.mail.password_file, findings);
    demand_readable("mail.ca_file", config.mail.ca_file, findings);
    demand_readable("media.s3_credentials_file", config.media.s3_credentials_file, findings);
    for (const auto& file : config.federation.extra_ca_files)
        demand_readable("federation.extra_ca_files", file, findings);
    std::error_code ignored;
    if (fs::exists(config.paths.data, ignored) && access(config.paths.data.c_str(), R_OK | W_OK | X_OK) != 0)
        findings.push_back(
            {"permissions",
             State::wrong,
             fmt::format("paths.data = \"{}\" cannot be written", config.paths.data.string()),
             "give the folder to the user of the service"}
        );
    if (!faults.empty())
        findings.push_back(
            {"permissions",
             State::wrong,
             "others may read or change what is secret",
             fmt::format("{}", fmt::join(faults, "; "))}
        );
    if (findings.size() == before)
        findings.push_back({"permissions", State::good, "keys, passwords and the data folder are closed to others"});
}

void check_disk(const Subject& subject, Findings& findings)
{
    constexpr std::uintmax_t mb = 1024 * 1024;
    constexpr std::uintmax_t least_share = 20; // a twentieth
    const auto folder = nearest_existing(subject.config.paths.data);
    std::error_code error;
    const auto space = fs::space(folder, error);
    if (error) {
        findings.push_back(
            {"disk", State::wrong, fmt::format("{}: {}", folder.string(), error.message()), "make paths.data readable"}
        );
        return;
    }
    const auto says =
        fmt::format("{} MB of {} MB are free in {}", space.available / mb, space.capacity / mb, folder.string());
    const bool full = space.available / mb < subject.least_free_mb;
    const bool scarce = space.available < space.capacity / least_share;
    const std::string advice = "free space, or put paths.data on a larger disk";
    if (full)
        findings.push_back({"disk", State::wrong, says, advice});
    else if (scarce)
        findings.push_back({"disk", State::warning, says, advice});
    else
        findings.push_back({"disk", State::good, says});
}

void check_port(const Subject& subject, Findings& findings)
{
    const auto& http = subject.config.http;
    const auto where = fmt::format("{} port {}", http.address, http.port);
    if (http.port == 0) {
        findings.push_back({"port", State::good, "http.port = 0 takes any free port"});
        return;
    }
    const auto address = address_of(http.address, http.port);
    const int outcome = address.size == 0 ? EINVAL : try_to_bind(address);
    if (outcome == 0)
        findings.push_back({"port", State::good, where + " can be had"});
    else if (outcome == EADDRINUSE && held_by_us(subject.config))
        findings.push_back({"port", State::good, where + " is held by this instance, which runs"});
    else if (outcome == EADDRINUSE)
        findings.push_back(
            {"port", State::wrong, where + " is taken by another program", "stop that program, or set another http.port"
            }
        );
    else if (outcome == EACCES)
        findings.push_back(
            {"port",
             State::wrong,
             where + " needs a privilege that this user has not",
             "give the service CAP_NET_BIND_SERVICE (own-tls.conf does), or set http.port above 1023"}
        );
    else
        findings.push_back(
            {"port",
             State::wrong,
             fmt::format("{}: {}", where, std::generic_category().message(outcome)),
             "set http.address to an address of this machine"}
        );
}

} // namespace rounds::cli::doctor
