#include "server/media/work_folder.hpp"

#include "server/media/sandbox_process.hpp"
#include "storage/base/crypto.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace rounds::media {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view lock_name = "lock";

std::string random_name()
{
    // A letter first: names of uploads are numbers.
    return "w" + crypto::to_hex(crypto::random_bytes(12));
}

[[noreturn]] void fail(const fs::path& path)
{
    throw std::system_error(errno, std::generic_category(), path.string());
}

void make_folder(const fs::path& path)
{
    if (mkdir(path.c_str(), 0700) != 0) fail(path);
}

/// The lock of a folder's process; -1 when that lives, or has just begun.
int take_lock(const fs::path& folder, int flags)
{
    const int file = open((folder / lock_name).c_str(), flags | O_RDWR | O_CLOEXEC, 0600);
    if (file < 0) return -1;
    if (flock(file, LOCK_EX | LOCK_NB) == 0) return file;
    close(file);
    return -1;
}

void write_durably(const fs::path& path, std::string_view bytes)
{
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) fail(path);
    bool good = true;
    while (good && !bytes.empty()) {
        const auto written = write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        good = written > 0;
        if (good) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    good = good && fsync(file) == 0;
    const int error = errno;
    close(file);
    errno = error;
    if (!good) fail(path);
}

/// A name in it survives a crash too.
void sync_folder(const fs::path& path)
{
    const int folder = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) fail(path);
    const bool synced = fsync(folder) == 0;
    const int error = errno;
    close(folder);
    errno = error;
    if (!synced) fail(path);
}

} // namespace

WorkFolder::WorkFolder(fs::path root) : root_(std::move(root)), mine_(root_ / random_name())
{
    fs::create_directories(root_);
    // Locked before it has its name, so that nobody takes it for a dead one's.
    const auto aside = root_ / ("." + mine_.filename().string());
    make_folder(aside);
    lock_ = take_lock(aside, O_CREAT);
    if (lock_ < 0) fail(aside);
    fs::rename(aside, mine_);
}

WorkFolder::~WorkFolder()
{
    // Unfinished uploads stay for the next process.
    std::error_code ignored;
    bool empty = true;
    for (const auto& entry : fs::directory_iterator(mine_, ignored))
        empty = empty && entry.path().filename() == lock_name;
    if (empty) fs::remove_all(mine_, ignored);
    close(lock_);
}

std::vector<std::string> WorkFolder::adopt()
{
    std::vector<std::string> names;
    for (const auto& other : fs::directory_iterator(root_)) {
        if (!other.is_directory() || other.path() == mine_) continue;
        const int lock = take_lock(other.path(), 0);
        if (lock < 0) continue;
        for (const auto& entry : fs::directory_iterator(other.path())) {
            const auto name = entry.path().filename().string();
            std::error_code error;
            if (name.front() >= '1' && name.front() <= '9') fs::rename(entry.path(), place(name), error);
            if (!error && fs::exists(place(name) / input_name)) names.push_back(name);
        }
        std::error_code ignored;
        fs::remove_all(other.path(), ignored);
        close(lock);
    }
    return names;
}

fs::path WorkFolder::fresh() const
{
    auto path = place(random_name());
    make_folder(path);
    return path;
}

fs::path WorkFolder::put(std::string_view name, std::string_view input) const
{
    const auto aside = fresh();
    auto path = place(name);
    try {
        write_durably(aside / input_name, input);
        sync_folder(aside);
        fs::rename(aside, path);
    } catch (...) {
        std::error_code ignored;
        fs::remove_all(aside, ignored); // half a file would keep the room that the disk has run out of
        throw;
    }
    sync_folder(mine_);
    give_to_sandbox(path);
    return path;
}

} // namespace rounds::media
