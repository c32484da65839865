#include "storage/pg/cluster.hpp"

#include "storage/base/log.hpp"
#include "storage/pg/connection.hpp"
#include "storage/pg/file_lock.hpp"
#include "storage/pg/installation.hpp"
#include "storage/pg/postmaster.hpp"
#include "storage/pg/process.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <fmt/core.h>
#include <fstream>
#include <libpq-fe.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace rounds::storage {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::size_t longest_socket_path = 107; // sun_path without its NUL
constexpr std::string_view socket_name = "/.s.PGSQL.5432";
constexpr auto patience = std::chrono::minutes(10); // a recovery after a crash may take as long
constexpr std::string_view running_lock = "running.lock";

template <class... Args> [[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args)
{
    throw std::runtime_error(fmt::format(format, std::forward<Args>(args)...));
}

std::string first_line_of(const fs::path& file)
{
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

std::string last_line_of(const fs::path& file)
{
    std::ifstream in(file);
    std::string line;
    std::string last;
    while (std::getline(in, line))
        if (!line.empty()) last = line;
    return last;
}

RunAs find_user(const std::string& name)
{
    if (geteuid() != 0) return {};
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
    if (!found) fail("PostgreSQL does not run as root, and there is no user {} to run it as", name);
    if (entry.pw_uid == 0) fail("PostgreSQL does not run as root: name another user than {}", name);
    return {entry.pw_uid, entry.pw_gid};
}

/// The user must be able to walk down to the folder.
void check_parents(const fs::path& folder, const RunAs& run_as, const std::string& name)
{
    if (!run_as.changes()) return;
    fs::path walked;
    for (const auto& part : folder.parent_path()) {
        walked /= part;
        struct stat info{};
        if (stat(walked.c_str(), &info) != 0) fail("{}: {}", walked.string(), std::generic_category().message(errno));
        const mode_t needed = info.st_uid == run_as.user ? S_IXUSR : info.st_gid == run_as.group ? S_IXGRP : S_IXOTH;
        if ((info.st_mode & needed) == 0)
            fail("user {} may not enter {}: chmod it, or choose another data folder", name, walked.string());
    }
}

void own(const fs::path& path, const RunAs& run_as)
{
    if (chmod(path.c_str(), 0700) != 0 || (run_as.changes() && chown(path.c_str(), run_as.user, run_as.group) != 0))
        fail("{}: {}", path.string(), std::generic_category().message(errno));
}

} // namespace

struct PrivateCluster::Impl
{
    explicit Impl(Settings given);

    void make_folders();
    void initialise();
    void choose_socket_folder();
    [[nodiscard]] bool is_our_postmaster(pid_t pid) const;
    [[nodiscard]] bool some_process_runs() const;
    [[nodiscard]] bool answers() const;
    bool adopt();
    bool adopt_running();
    bool adopt_unmarked();
    void use_socket_of(const PidFile& file);
    void start();
    bool await_answer();
    void stop(const std::string& mode);
    [[nodiscard]] std::string url(const std::string& database) const;
    [[nodiscard]] std::vector<std::string> arguments() const;
    [[nodiscard]] fs::path data() const { return settings.folder / "data"; }
    [[nodiscard]] fs::path log_file() const { return settings.folder / "postgres.log"; }

    Settings settings;
    RunAs run_as;
    fs::path binaries;
    fs::path socket_folder;
    fs::path revived; ///< socket folder under which clients know a server that is started again
    pid_t postmaster = 0;
    std::unique_ptr<FileLock> changing; ///< held while starting or stopping
    std::unique_ptr<FileLock> using_it; ///< shared by all processes that use the cluster
};

PrivateCluster::Impl::Impl(Settings given) : settings(std::move(given))
{
    settings.folder = fs::absolute(settings.folder).lexically_normal();
    if (!settings.folder.has_filename()) settings.folder = settings.folder.parent_path();
    run_as = find_user(settings.run_as);
    make_folders();
    settings.folder = fs::canonical(settings.folder);
    changing = std::make_unique<FileLock>(settings.folder / "changing.lock");
    using_it = std::make_unique<FileLock>(settings.folder / "using.lock");
    changing->lock(LOCK_EX);
    using_it->lock(LOCK_SH);
    initialise();
    start();
    changing->lock(LOCK_UN);
}

void PrivateCluster::Impl::make_folders()
{
    std::error_code error;
    const bool fresh = !fs::exists(settings.folder, error) || fs::is_empty(settings.folder, error);
    if (!fresh && !fs::exists(data()) && !fs::exists(settings.folder / "changing.lock"))
        fail("{} holds other files: a private database needs a folder of its own", settings.folder.string());
    fs::create_directories(settings.folder, error);
    if (error) fail("{}: {}", settings.folder.string(), error.message());
    check_parents(fs::canonical(settings.folder), run_as, settings.run_as);
    own(settings.folder, run_as);
}

/// initdb writes beside the final folder, so that one cut short is never taken for a cluster.
void PrivateCluster::Impl::initialise()
{
    if (fs::exists(data() / "PG_VERSION")) {
        binaries = find_binaries(std::atoi(first_line_of(data() / "PG_VERSION").c_str())); // NOLINT(cert-err34-c)
        return;
    }
    binaries = find_binaries(0);
    const auto unfinished = settings.folder / "data.new";
    fs::remove_all(unfinished);
    std::vector<std::string> words{"-D", unfinished, "-U", "rounds", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"};
    words.emplace_back(settings.durable ? "--data-checksums" : "--no-sync");
    const auto log = settings.folder / "initdb.log";
    if (wait_for_process(start_process(binaries / "initdb", words, run_as, log)) != 0)
        fail("initdb failed: {} (see {})", last_line_of(log), log.string());
    fs::rename(unfinished, data());
}

void PrivateCluster::Impl::choose_socket_folder()
{
    socket_folder = settings.folder / "socket";
    if (!revived.empty()) {
        socket_folder = revived;
    } else if (socket_folder.string().size() + socket_name.size() > longest_socket_path) {
        std::string name = "/tmp/rounds-XXXXXX";
        if (!mkdtemp(name.data())) fail("{}: {}", name, std::generic_category().message(errno));
        socket_folder = name;
    }
    fs::create_directories(socket_folder);
    own(socket_folder, run_as);
}

/// Of one that is hidden its socket tells. To take away the file of a postmaster that lives would make it stop.
bool PrivateCluster::Impl::is_our_postmaster(pid_t pid) const
{
    const auto seen = look_at(pid, data());
    if (seen != Seen::hidden || socket_folder.empty()) return seen == Seen::postmaster;
    const auto answer = PQping(connection_string(url("postgres"), "rounds start").c_str());
    return answer == PQPING_OK || answer == PQPING_REJECT;
}

/// All processes of a PostgreSQL that this program started hold a lock, each until it ends. Numbers of processes and
/// paths in /proc differ between namespaces and roots; the lock says the same to everybody who has the folder.
bool PrivateCluster::Impl::some_process_runs() const
{
    const FileLock probe(settings.folder / running_lock);
    return !probe.lock(LOCK_EX | LOCK_NB);
}

bool PrivateCluster::Impl::answers() const
{
    return PQping(connection_string(url("postgres"), "rounds start").c_str()) == PQPING_OK;
}

bool PrivateCluster::Impl::adopt()
{
    if (adopt_running()) return true;
    return adopt_unmarked();
}

void PrivateCluster::Impl::use_socket_of(const PidFile& file)
{
    socket_folder = file.socket_folder;
    postmaster = may_be_postgres(file.pid) ? file.pid : 0; // of another namespace: theirs to stop and to start again
    log::info("using the PostgreSQL of {} that already runs (process {})", data().string(), file.pid);
}

/// Waits for as long as anything of it runs: it may be recovering, or on its way out. False when nothing does.
bool PrivateCluster::Impl::adopt_running()
{
    for (const auto deadline = std::chrono::steady_clock::now() + patience; some_process_runs();) {
        const auto file = read_pid_file(data());
        socket_folder = file.socket_folder;
        if (!socket_folder.empty() && answers()) {
            use_socket_of(file);
            return true;
        }
        if (std::chrono::steady_clock::now() > deadline)
            fail("a PostgreSQL of {} runs (process {}) but does not answer", data().string(), file.pid);
        std::this_thread::sleep_for(10ms);
    }
    return false;
}

/// One without the lock was started by a version that knew none, or is gone and left its file.
bool PrivateCluster::Impl::adopt_unmarked()
{
    const auto file = read_pid_file(data());
    if (file.pid <= 0) return false;
    postmaster = file.pid;
    socket_folder = file.socket_folder;
    const bool lives = is_running(file.pid) && is_our_postmaster(file.pid);
    if (lives && !socket_folder.empty() && await_answer()) {
        use_socket_of(file);
        return true;
    }
    if (lives && is_running(file.pid))
        fail("a PostgreSQL of {} runs (process {}) but does not answer", data().string(), file.pid);
    // PostgreSQL would take any living process with that number for a postmaster and refuse to start.
    fs::remove(data() / "postmaster.pid");
    if (file.socket_folder.starts_with("/tmp/rounds-") && file.socket_folder != revived)
        fs::remove_all(file.socket_folder);
    return false;
}

std::vector<std::string> PrivateCluster::Impl::arguments() const
{
    const char* safe = settings.durable ? "on" : "off";
    const std::vector<std::string> values{
        "listen_addresses=",
        "port=5432",
        fmt::format("unix_socket_directories=\"{}\"", socket_folder.string()),
        "unix_socket_permissions=0700",
        fmt::format("max_connections={}", settings.max_connections),
        fmt::format("shared_buffers={}", settings.shared_buffers),
        fmt::format("fsync={}", safe),
        fmt::format("synchronous_commit={}", safe),
        fmt::format("full_page_writes={}", safe),
        "max_wal_size=1GB",
        "logging_collector=off",
        "log_min_duration_statement=-1",
        "log_parameter_max_length=0", // what people write stays out of logs
        "log_parameter_max_length_on_error=0",
        "timezone=UTC",
        "log_timezone=UTC",
    };
    std::vector<std::string> words{"-D", data()};
    for (const auto& value : values) {
        words.emplace_back("-c");
        words.push_back(value);
    }
    return words;
}

void PrivateCluster::Impl::start()
{
    if (adopt()) return;
    choose_socket_folder();
    std::error_code ignored;
    if (fs::file_size(log_file(), ignored) > (10U << 20U) && !ignored) fs::resize_file(log_file(), 0);
    // After the postmaster alone was killed its children keep the shared memory for a moment.
    for (const auto deadline = std::chrono::steady_clock::now() + 20s;;) {
        auto server = run_as;
        const FileLock running(settings.folder / running_lock);
        running.lock(LOCK_SH);
        server.keeps = running.descriptor();
        if (settings.ends_with_thread) server.signal_at_our_end = SIGQUIT;
        postmaster = start_process(binaries / "postgres", arguments(), server, log_file());
        if (await_answer()) return;
        if (std::chrono::steady_clock::now() > deadline || !last_line_of(log_file()).contains("shared memory block"))
            break;
        std::this_thread::sleep_for(100ms);
    }
    fail("PostgreSQL did not start: {} (see {})", last_line_of(log_file()), log_file().string());
}

/// Recovery after a crash may take minutes, so only the end of the process is a failure, or ten minutes.
bool PrivateCluster::Impl::await_answer()
{
    for (const auto deadline = std::chrono::steady_clock::now() + patience;
         std::chrono::steady_clock::now() < deadline;) {
        // Another one may answer under this path while the one that was started gives up for its sake.
        if (answers() && read_pid_file(data()).pid == postmaster) return true;
        if (!is_running(postmaster)) return false;
        std::this_thread::sleep_for(10ms);
    }
    return false;
}

void PrivateCluster::Impl::stop(const std::string& mode)
{
    if (postmaster == 0) return;
    kill(postmaster, mode == "immediate" ? SIGQUIT : SIGINT);
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (is_running(postmaster)) {
        if (std::chrono::steady_clock::now() > deadline) fail("PostgreSQL (process {}) does not stop", postmaster);
        std::this_thread::sleep_for(5ms);
    }
    postmaster = 0;
    if (socket_folder != settings.folder / "socket") fs::remove_all(socket_folder);
}

std::string PrivateCluster::Impl::url(const std::string& database) const
{
    return fmt::format(
        "host={} port=5432 user=rounds dbname={}", quote_setting(socket_folder.string()), quote_setting(database)
    );
}

PrivateCluster::PrivateCluster(Settings settings) : impl_(std::make_unique<Impl>(std::move(settings))) {}

PrivateCluster::~PrivateCluster()
{
    try {
        impl_->changing->lock(LOCK_EX);
        // Another process (a command, a second role) may use it still: whoever is last stops it.
        if (impl_->using_it->lock(LOCK_EX | LOCK_NB)) impl_->stop("fast");
    } catch (const std::exception& e) {
        log::error("{}", e.what());
    }
}

std::string PrivateCluster::url(const std::string& database)
{
    Connection connection(connection_string(impl_->url("postgres"), "rounds start"), session_settings(0));
    static const Statement find_sql{"cluster.find_database", "SELECT 1 FROM pg_database WHERE datname = $1"};
    connection.begin();
    const bool found = !connection.exec(find_sql, std::array{Param(database)}).empty();
    connection.rollback();
    if (!found) {
        std::string name = "\"";
        for (const char c : database) name += c == '"' ? std::string("\"\"") : std::string(1, c);
        try {
            connection.exec_alone("CREATE DATABASE " + name + "\"");
        } catch (const QueryFailed& e) {
            if (e.state() != "42P04" && !e.duplicate()) throw; // somebody else was faster
        }
    }
    return impl_->url(database);
}

int PrivateCluster::pid() const
{
    return impl_->postmaster;
}

void PrivateCluster::stop(const std::string& mode)
{
    impl_->changing->lock(LOCK_EX);
    impl_->stop(mode);
    impl_->changing->lock(LOCK_UN);
}

bool PrivateCluster::revive()
{
    if (impl_->postmaster == 0 || is_running(impl_->postmaster)) return false;
    log::error("PostgreSQL (process {}) is gone without having been stopped; starting it again", impl_->postmaster);
    const auto known = impl_->socket_folder;
    impl_->revived = known;
    try {
        start();
    } catch (...) {
        impl_->socket_folder = known;
        impl_->changing->lock(LOCK_UN); // another process may have more luck
        throw;
    }
    return true;
}

void PrivateCluster::start()
{
    impl_->changing->lock(LOCK_EX);
    impl_->start();
    impl_->changing->lock(LOCK_UN);
}

} // namespace rounds::storage
