#include "server/backup/make.hpp"

#include "server/audit/log/lines.hpp"
#include "storage/audit.hpp"
#include "storage/blobs/blob_store.hpp"
#include "storage/data_keys.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <system_error>
#include <unistd.h>

namespace rounds::backup {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t piece_size = 256UL * 1024;
constexpr std::string_view ending = ".backup";

class Maker
{
public:
    Maker(const app::Config& config, SealedWriter& out, const Progress& progress)
        : config_(config), archive_(out), progress_(progress)
    {
    }

    void add_database(const std::string& url)
    {
        storage::Snapshot snapshot(url);
        manifest_.taken_at = snapshot.taken_at();
        manifest_.postgres = snapshot.server_version();
        manifest_.schema = snapshot.schema();
        if (manifest_.schema.empty()) throw std::runtime_error("the database holds no instance yet");
        manifest_.rows = snapshot.counts();
        manifest_.audit = audit_head(snapshot);
        pruned_ = storage::audit::last_checkpoint(snapshot.transaction());
        archive_.begin(std::string(database_name));
        storage::dump_database(url, snapshot, {std::string(storage::data_keys::table)}, [&](std::string_view bytes) {
            archive_.write(bytes);
            tell(database_name, bytes.size());
        });
        manifest_.files.push_back(archive_.end());
    }

    void add_config(const fs::path& file)
    {
        if (file.empty()) return;
        std::ifstream in(file);
        std::ostringstream content;
        content << in.rdbuf();
        if (!in) throw std::runtime_error(fmt::format("{}: cannot be read", file.string()));
        manifest_.files.push_back(archive_.put(std::string(config_name), content.str()));
    }

    /// Heads that were signed after the snapshot would tell of entries that the copy does not hold.
    void add_heads()
    {
        std::string text;
        const auto witness = audit::HeadsFile(audit::heads_file(config_.paths.data)).read();
        const auto held = manifest_.audit ? manifest_.audit->seal : 0;
        // Only those that the copy has: a later one may stand for entries that it still holds.
        for (const auto& one : witness.checkpoints)
            if (pruned_ && one.seq <= pruned_->seq) text += audit::line_of(one) + '\n';
        for (const auto& head : witness.heads)
            if (head.seq <= held) text += audit::line_of(head) + '\n';
        manifest_.files.push_back(archive_.put(std::string(heads_name), text));
    }

    /// After the database: a file is there before a row names it, and stays for a while after the last one is gone.
    void add_media()
    {
        manifest_.media_store = config_.media.store;
        const auto folder = config_.paths.data / "media" / "files";
        if (config_.media.store != "disk" || !fs::exists(folder)) return;
        std::vector<fs::path> files;
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            if (entry.is_regular_file() && storage::is_blob_key(entry.path().filename().string()))
                files.push_back(entry.path());
        std::ranges::sort(files);
        for (const auto& file : files) add_media_file(folder, file);
    }

    Manifest finish()
    {
        manifest_.version = ROUNDS_VERSION;
        manifest_.domain = config_.instance.domain;
        archive_.put(std::string(manifest_name), json::serialize(to_json(manifest_)));
        archive_.finish();
        return std::move(manifest_);
    }

private:
    void add_media_file(const fs::path& folder, const fs::path& file)
    {
        const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        if (descriptor < 0 && errno == ENOENT) return; // deleted since it was listed
        if (descriptor < 0) throw std::system_error(errno, std::generic_category(), file.string());
        archive_.begin(std::string(media_prefix) + fs::relative(file, folder).string());
        std::string piece(piece_size, '\0');
        ssize_t got = 0;
        while ((got = read(descriptor, piece.data(), piece.size())) > 0) {
            archive_.write({piece.data(), static_cast<std::size_t>(got)});
            tell("media", static_cast<std::uint64_t>(got));
        }
        const int error = errno;
        close(descriptor);
        if (got < 0) throw std::system_error(error, std::generic_category(), file.string());
        manifest_.files.push_back(archive_.end());
    }

    void tell(std::string_view what, std::uint64_t bytes)
    {
        bytes_ += bytes;
        progress_(what, bytes_);
    }

    const app::Config& config_;
    ArchiveWriter archive_;
    const Progress& progress_;
    std::optional<audit::Checkpoint> pruned_;
    Manifest manifest_;
    std::uint64_t bytes_ = 0;
};

/// A domain as part of a file's name.
std::string prefix_of(const std::string& domain)
{
    auto name = domain;
    std::ranges::replace(name, ':', '_');
    return "rounds-" + name + '-';
}

} // namespace

Made make_backup(
    const app::Config& config,
    const fs::path& config_file,
    const std::string& database_url,
    const fs::path& to,
    const Lock& lock,
    const Progress& progress
)
{
    SealedWriter out(to, lock, Content::instance, false);
    Maker maker(config, out, progress);
    maker.add_database(database_url);
    maker.add_config(config_file);
    maker.add_heads();
    maker.add_media();
    Made made{.manifest = maker.finish()};
    made.size = out.finish();
    return made;
}

std::string usual_name(const std::string& domain, Time now)
{
    auto time = to_iso8601(now).substr(0, 19);
    std::erase(time, '-');
    std::erase(time, ':');
    return prefix_of(domain) + time + 'Z' + std::string(ending);
}

std::vector<std::string> remove_old(const fs::path& folder, const std::string& domain, std::size_t keep)
{
    const auto prefix = prefix_of(domain);
    const auto length = usual_name(domain, Time{}).size();
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) {
        auto name = entry.path().filename().string();
        // Another domain's may begin alike: "rounds-a-b.example-" and "rounds-a-".
        if (name.starts_with(prefix) && name.ends_with(ending) && name.size() == length)
            names.push_back(std::move(name));
    }
    std::ranges::sort(names);
    names.resize(names.size() > keep ? names.size() - keep : 0);
    for (const auto& name : names) fs::remove(folder / name);
    return names;
}

} // namespace rounds::backup
