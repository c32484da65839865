#include "storage/pg/dump.hpp"

#include "storage/pg/connection.hpp"
#include "storage/pg/libpq.hpp"

#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/wait.h>

extern char** environ;

namespace rounds::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t piece_size = 64UL * 1024;

/// A program that speaks a server's version: of that version, else the oldest that is newer, else that of PATH.
fs::path find_program(const std::string& name, int server_version)
{
    const int wanted = server_version / 10000;
    std::map<int, fs::path> found;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", ignored)) {
        const int version = std::atoi(entry.path().filename().c_str()); // NOLINT(cert-err34-c): 0 for other names
        if (version >= wanted && fs::exists(entry.path() / "bin" / name)) found[version] = entry.path() / "bin" / name;
    }
    if (!found.empty()) return found.begin()->second;
    const char* path = std::getenv("PATH"); // NOLINT(concurrency-mt-unsafe): nothing sets the environment
    for (std::string_view rest = path ? path : ""; !rest.empty();) {
        const auto end = std::min(rest.find(':'), rest.size());
        auto file = fs::path(rest.substr(0, end)) / name;
        if (fs::exists(file, ignored)) return file;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    throw std::runtime_error(fmt::format("{} of PostgreSQL {} or newer is not installed", name, wanted));
}

/// Our environment with the settings of `url` as libpq's variables: arguments are for everybody to see.
std::vector<std::string> environment_for(const std::string& url)
{
    std::map<std::string, std::string> values;
    for (char** one = environ; *one != nullptr; ++one) {
        const std::string_view text = *one;
        const auto sign = text.find('=');
        if (sign != std::string_view::npos) values.emplace(text.substr(0, sign), text.substr(sign + 1));
    }
    char* wrong = nullptr;
    auto* options = PQconninfoParse(connection_string(url, "rounds backup").c_str(), &wrong);
    const Libpq<char> message(wrong);
    if (options == nullptr) throw std::runtime_error("database.url cannot be read");
    for (const auto* option = options; option->keyword != nullptr; ++option)
        if (option->val != nullptr && option->envvar != nullptr) values[option->envvar] = option->val;
    PQconninfoFree(options);
    values["LC_ALL"] = "C.UTF-8";
    std::vector<std::string> environment;
    for (const auto& [name, value] : values) environment.push_back(name + '=' + value);
    return environment;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts)
{
    std::vector<char*> pointers;
    for (auto& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

[[noreturn]] void fail(const char* what)
{
    throw std::system_error(errno, std::generic_category(), what);
}

/// A program with a pipe to its standard input or from its standard output. What it complains of is kept in memory.
class Tool
{
public:
    enum class Pipe { to, from };

    Tool(const fs::path& program, std::vector<std::string> words, const std::string& url, Pipe pipe)
        : name_(program.filename().string()), errors_(memfd_create("errors", MFD_CLOEXEC))
    {
        std::array<int, 2> ends{};
        if (errors_ < 0 || pipe2(ends.data(), O_CLOEXEC) != 0) fail("pipe");
        const int theirs = pipe == Pipe::to ? ends[0] : ends[1];
        ours_ = pipe == Pipe::to ? ends[1] : ends[0];
        words.insert(words.begin(), program.string());
        auto environment = environment_for(url);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, theirs, pipe == Pipe::to ? STDIN_FILENO : STDOUT_FILENO);
        posix_spawn_file_actions_addopen(
            &actions, pipe == Pipe::to ? STDOUT_FILENO : STDIN_FILENO, "/dev/null", O_RDWR, 0
        );
        posix_spawn_file_actions_adddup2(&actions, errors_, STDERR_FILENO);
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        sigset_t defaults;
        sigemptyset(&defaults);
        sigaddset(&defaults, SIGPIPE);
        posix_spawnattr_setsigdefault(&attributes, &defaults);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
        const int error = posix_spawn(
            &pid_, program.c_str(), &actions, &attributes, pointers_to(words).data(), pointers_to(environment).data()
        );
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&actions);
        close(theirs);
        if (error != 0) {
            pid_ = 0;
            errno = error;
            fail(name_.c_str());
        }
    }
    /// Only on the way out of a failure does it still run.
    ~Tool()
    {
        close_ours();
        if (pid_ != 0) {
            kill(pid_, SIGTERM);
            while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
            }
        }
        close(errors_);
    }
    Tool(const Tool&) = delete;
    Tool& operator=(const Tool&) = delete;

    /// 0 at the end.
    std::size_t read(char* to, std::size_t size) const
    {
        for (;;) {
            const auto got = ::read(ours_, to, size);
            if (got >= 0) return static_cast<std::size_t>(got);
            if (errno != EINTR) fail(name_.c_str());
        }
    }
    /// False when it does not listen any more; finish() tells why.
    bool write(std::string_view bytes) const
    {
        while (!bytes.empty()) {
            const auto done = ::write(ours_, bytes.data(), bytes.size());
            if (done < 0 && errno == EINTR) continue;
            if (done < 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(done));
        }
        return true;
    }
    /// Waits for its end. Throws with its last words unless it ended well.
    void finish()
    {
        close_ours();
        int status = 0;
        while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
        }
        pid_ = 0;
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
        throw std::runtime_error(fmt::format("{} failed: {}", name_, last_words()));
    }

private:
    void close_ours()
    {
        if (ours_ >= 0) close(ours_);
        ours_ = -1;
    }
    /// The line with "error:" or else the last one.
    [[nodiscard]] std::string last_words() const
    {
        std::string text(4096, '\0');
        const auto got = pread(errors_, text.data(), text.size(), 0);
        text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        auto from = text.find("error:");
        if (from == std::string::npos) from = 0;
        const auto line = text.substr(from, text.find('\n', from) - from);
        return line.empty() ? "it does not say why" : line;
    }

    std::string name_;
    int errors_;
    int ours_ = -1;
    pid_t pid_ = 0;
};

/// Who writes to a program that has ended is told by an error, not killed.
class WithoutBrokenPipes
{
public:
    WithoutBrokenPipes() : before_(std::signal(SIGPIPE, SIG_IGN)) {}
    ~WithoutBrokenPipes() { std::signal(SIGPIPE, before_); }
    WithoutBrokenPipes(const WithoutBrokenPipes&) = delete;
    WithoutBrokenPipes& operator=(const WithoutBrokenPipes&) = delete;

private:
    void (*before_)(int);
};

Connection connect(const std::string& url)
{
    try {
        return Connection(connection_string(url, "rounds backup"), session_settings(0));
    } catch (const Unavailable& error) {
        throw std::runtime_error(error.what());
    }
}

constexpr auto tables_sql = R"(
    SELECT relname::text AS name, quote_ident(relname) AS quoted FROM pg_class
    WHERE relnamespace = to_regnamespace(current_schema()) AND relkind = 'r' ORDER BY relname)";

} // namespace

struct Snapshot::Impl
{
    explicit Impl(const std::string& url) : connection(connect(url)), transaction(connection)
    {
        connection.begin();
        connection.exec_plain("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        const auto rows = connection.exec_plain("SELECT pg_export_snapshot() AS name, clock_timestamp() AS now, "
                                                "current_setting('server_version_num')::int AS version");
        name = rows.front().get<std::string>("name");
        now = rows.front().get<Time>("now");
        version = rows.front().get<int>("version");
    }

    Connection connection;
    Transaction transaction;
    std::string name;
    Time now{};
    int version = 0;
};

Snapshot::Snapshot(const std::string& url) : impl_(std::make_unique<Impl>(url)) {}
Snapshot::~Snapshot() = default;

const std::string& Snapshot::name() const noexcept
{
    return impl_->name;
}

Time Snapshot::taken_at() const noexcept
{
    return impl_->now;
}

int Snapshot::server_version() const noexcept
{
    return impl_->version;
}

Transaction& Snapshot::transaction() noexcept
{
    return impl_->transaction;
}

std::map<std::string, std::int64_t> Snapshot::counts()
{
    std::map<std::string, std::int64_t> counted;
    const auto tables = impl_->connection.exec_plain(tables_sql);
    for (const auto table : tables) {
        const auto rows = impl_->connection.exec_plain("SELECT count(*) AS n FROM " + table.get<std::string>("quoted"));
        counted[table.get<std::string>("name")] = rows.front().get<std::int64_t>("n");
    }
    return counted;
}

std::string Snapshot::schema()
{
    const auto there = impl_->connection.exec_plain("SELECT to_regclass('schema_migrations') IS NOT NULL AS found");
    if (!there.front().get<bool>("found")) return {};
    const auto rows = impl_->connection.exec_plain("SELECT coalesce(max(name), '') AS name FROM schema_migrations");
    return rows.front().get<std::string>("name");
}

void dump_database(
    const std::string& url,
    const Snapshot& snapshot,
    const std::vector<std::string>& without_rows,
    const std::function<void(std::string_view)>& sink
)
{
    std::vector<std::string> words{"--format=custom", "--no-owner", "--no-privileges", "--no-password"};
    words.push_back("--snapshot=" + snapshot.name());
    for (const auto& table : without_rows) words.push_back("--exclude-table-data=" + table);
    Tool tool(find_program("pg_dump", snapshot.server_version()), std::move(words), url, Tool::Pipe::from);
    std::string piece(piece_size, '\0');
    while (const auto got = tool.read(piece.data(), piece.size())) sink({piece.data(), got});
    tool.finish();
}

void load_database(const std::string& url, const std::function<std::size_t(char*, std::size_t)>& source)
{
    auto connection = connect(url);
    const auto rows = connection.exec_alone(
        "SELECT current_database()::text AS name, current_setting('server_version_num')::int AS version"
    );
    // What it is given to connect to must be said: without it pg_restore prints SQL.
    const auto database = rows.front().get<std::string>("name");
    std::vector<std::string> words{"--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"};
    words.insert(words.end(), {"--no-password", "--dbname=dbname=" + quote_setting(database)});
    const WithoutBrokenPipes guard;
    Tool tool(find_program("pg_restore", rows.front().get<int>("version")), std::move(words), url, Tool::Pipe::to);
    std::string piece(piece_size, '\0');
    while (const auto got = source(piece.data(), piece.size()))
        if (!tool.write({piece.data(), got})) break;
    tool.finish();
    // Without figures on the tables the first hours would run on poor plans.
    connection.exec_alone("ANALYZE");
}

bool holds_tables(const std::string& url)
{
    auto connection = connect(url);
    return !connection.exec_alone(tables_sql).empty();
}

} // namespace rounds::storage
