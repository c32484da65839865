#include "server/backup/restore.hpp"

#include "server/audit/sealer.hpp"
#include "storage/data_keys.hpp"
#include "storage/pg/cluster.hpp"
#include "storage/pg/database.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <pwd.h>
#include <set>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace rounds::backup {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t piece_size = 256UL * 1024;
constexpr std::size_t largest_manifest = 1UL << 30;
constexpr std::string_view staging_name = ".restoring";
constexpr std::string_view config_place = "rounds.toml.restored";
/// What a restore puts into a data folder.
constexpr std::array<std::string_view, 4> parts{"postgresql", "media", "audit", config_place};

[[noreturn]] void fail(const fs::path& path)
{
    throw std::system_error(errno, std::generic_category(), path.string());
}

uid_t owner_of(const fs::path& path)
{
    struct stat about{};
    return stat(path.c_str(), &about) == 0 ? about.st_uid : geteuid();
}

/// A server that runs on the folder holds this lock.
void refuse_when_used(const fs::path& data)
{
    const auto file = data / "postgresql" / "using.lock";
    const int descriptor = open(file.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return;
    const bool free = flock(descriptor, LOCK_EX | LOCK_NB) == 0;
    close(descriptor);
    if (!free) throw std::runtime_error(fmt::format("{}: a running server uses it; stop that first", data.string()));
}

/// The secret key may have been put back before.
bool is_vacant(const fs::path& data)
{
    std::error_code error;
    if (!fs::exists(data, error)) return true;
    const std::set<std::string> ignored{"secret.key", std::string(staging_name), "lost+found"};
    for (const auto& entry : fs::directory_iterator(data))
        if (!ignored.contains(entry.path().filename().string())) return false;
    return true;
}

void write_file(ArchiveReader& archive, const fs::path& file, const std::function<void(std::uint64_t)>& tell)
{
    fs::create_directories(file.parent_path());
    const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) fail(file);
    std::string piece(piece_size, '\0');
    bool good = true;
    while (const auto got = archive.read(piece.data(), piece.size())) {
        good = good && ::write(descriptor, piece.data(), got) == static_cast<ssize_t>(got);
        tell(got);
    }
    const int error = errno;
    close(descriptor);
    errno = error;
    if (!good) fail(file);
}

/// Builds an instance in a folder.
class Builder
{
public:
    Builder(fs::path folder, std::string database_url, const std::string& run_as, const Progress& progress)
        : folder_(std::move(folder)), url_(std::move(database_url)), progress_(progress)
    {
        fs::create_directories(folder_);
        if (!url_.empty()) return;
        storage::PrivateCluster::Settings settings;
        settings.folder = folder_ / "postgresql";
        settings.run_as = run_as;
        cluster_ = std::make_unique<storage::PrivateCluster>(std::move(settings));
        url_ = cluster_->url();
    }

    void read(ArchiveReader& archive)
    {
        while (archive.next()) {
            const auto& name = archive.name();
            if (name == database_name) {
                storage::load_database(url_, [&](char* to, std::size_t size) {
                    const auto got = archive.read(to, size);
                    tell("database", got);
                    return got;
                });
            } else if (const auto file = place_of(name); !file.empty()) {
                write_file(archive, file, [&](std::uint64_t bytes) { tell("files", bytes); });
            }
        }
    }

    [[nodiscard]] std::vector<std::string> compare(const Manifest& manifest, std::int64_t& audit_entries) const
    {
        std::vector<std::string> differences;
        compare_database(manifest, differences);
        for (const auto& file : manifest.files)
            if (const auto place = place_of(file.name); !place.empty() && !holds(place, file))
                differences.push_back(fmt::format("{} is not what it was", file.name));
        for (const auto& finding : check_audit(audit_entries))
            differences.push_back("audit log: " + audit::describe(finding));
        return differences;
    }

    /// The database is on disk and at rest; files are on disk.
    void finish()
    {
        cluster_.reset();
        const int descriptor = open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (descriptor < 0) fail(folder_);
        const bool synced = syncfs(descriptor) == 0;
        close(descriptor);
        if (!synced) fail(folder_);
    }

private:
    [[nodiscard]] fs::path place_of(std::string_view name) const
    {
        if (name == config_name) return folder_ / config_place;
        if (name == heads_name) return folder_ / heads_name;
        if (name.starts_with(media_prefix)) return folder_ / "media" / "files" / name.substr(media_prefix.size());
        return {};
    }

    void compare_database(const Manifest& manifest, std::vector<std::string>& differences) const
    {
        storage::Snapshot snapshot(url_);
        auto expected = manifest.rows;
        auto found = snapshot.counts();
        // Kept apart, with the secret key.
        expected.erase(std::string(storage::data_keys::table));
        found.erase(std::string(storage::data_keys::table));
        for (const auto& [table, count] : expected)
            if (const auto now = found.find(table); now == found.end() || now->second != count)
                differences.push_back(fmt::format(
                    "table {} has {} rows instead of {}", table, now == found.end() ? 0 : now->second, count
                ));
        if (audit_head(snapshot) != manifest.audit) differences.emplace_back("the audit log ends elsewhere");
    }

    [[nodiscard]] static bool holds(const fs::path& place, const Entry& expected)
    {
        std::ifstream in(place, std::ios::binary);
        Digest digest;
        std::string piece(piece_size, '\0');
        while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0)
            digest.add({piece.data(), static_cast<std::size_t>(in.gcount())});
        std::error_code error;
        return fs::file_size(place, error) == expected.size && digest.take() == expected.sha256;
    }

    [[nodiscard]] std::vector<audit::Finding> check_audit(std::int64_t& entries) const
    {
        storage::DatabaseSettings settings;
        settings.url = url_;
        settings.connections = 1;
        settings.statement_timeout = std::chrono::minutes(10);
        settings.allow_unsafe_settings = true; // whoever runs the server decides on that
        storage::Database db(settings);
        auto verdict = audit::verify(db, audit::HeadsFile(folder_ / heads_name).read(), {});
        entries = verdict.sealed;
        return std::move(verdict.findings);
    }

    void tell(std::string_view what, std::uint64_t bytes)
    {
        bytes_ += bytes;
        progress_(what, bytes_);
    }

    fs::path folder_;
    std::string url_;
    const Progress& progress_;
    std::unique_ptr<storage::PrivateCluster> cluster_;
    std::uint64_t bytes_ = 0;
};

/// Files belong to whom the folder belongs to, also when root restores them.
void give_to_owner(const fs::path& part, const fs::path& data)
{
    struct stat owner{};
    if (geteuid() != 0 || stat(data.c_str(), &owner) != 0 || !fs::exists(part)) return;
    const auto give = [&](const fs::path& path) {
        if (lchown(path.c_str(), owner.st_uid, owner.st_gid) != 0) fail(path);
    };
    give(part);
    if (!fs::is_directory(part)) return;
    for (const auto& entry : fs::recursive_directory_iterator(part)) give(entry.path());
}

fs::path put_in_place(const fs::path& staging, const fs::path& data, Time now)
{
    fs::path aside;
    for (const auto part : parts) {
        const auto built = staging / part;
        const auto place = data / part;
        if (!fs::exists(built)) continue;
        if (part != "postgresql" || owner_of(data) != 0) give_to_owner(built, data);
        if (fs::exists(place)) {
            aside = data / ("before-restore-" + to_iso8601(now).substr(0, 19));
            fs::create_directories(aside);
            fs::permissions(aside, fs::perms::owner_all);
            fs::rename(place, aside / part);
        }
        fs::rename(built, place);
    }
    fs::remove_all(staging);
    return aside;
}

} // namespace

std::string cluster_user(const fs::path& data)
{
    const auto owner = owner_of(data);
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    if (owner != 0) getpwuid_r(owner, &entry, buffer.data(), buffer.size(), &found);
    return found != nullptr ? found->pw_name : "postgres";
}

Manifest check_backup(const fs::path& from, const Lock& lock, const Progress& progress)
{
    SealedReader in(from, lock, Content::instance);
    ArchiveReader archive(in);
    std::vector<Entry> found;
    std::optional<Manifest> manifest;
    std::string piece(piece_size, '\0');
    while (archive.next()) {
        if (archive.name() == manifest_name) {
            manifest = read_manifest(archive.read_all(largest_manifest));
            continue;
        }
        while (archive.read(piece.data(), piece.size()) > 0) progress("checking", in.position());
        found.push_back(archive.taken());
    }
    if (!manifest || manifest->files != found)
        throw BadFile(fmt::format("{}: its manifest tells of other files; nothing was changed", from.string()));
    return std::move(*manifest);
}

Restored restore(const fs::path& from, const Target& target, const Lock& lock, const Progress& progress)
{
    refuse_when_used(target.data);
    if (!target.force && !is_vacant(target.data))
        throw std::runtime_error(
            fmt::format("{}: is not empty; --force moves what is there aside", target.data.string())
        );
    if (!target.database_url.empty() && storage::holds_tables(target.database_url))
        throw std::runtime_error("the database of --database-url is not empty");
    Restored done{.manifest = check_backup(from, lock, progress)};
    fs::create_directories(target.data);
    const auto data = fs::canonical(target.data);
    const auto staging = data / staging_name;
    fs::remove_all(staging);
    try {
        Builder builder(staging, target.database_url, cluster_user(data), progress);
        SealedReader in(from, lock, Content::instance);
        ArchiveReader archive(in);
        builder.read(archive);
        done.differences = builder.compare(done.manifest, done.audit_entries);
        builder.finish();
    } catch (...) {
        std::error_code ignored;
        fs::remove_all(staging, ignored);
        throw;
    }
    if (done.differences.empty()) done.aside = put_in_place(staging, data, SystemClock{}.now());
    return done;
}

} // namespace rounds::backup
