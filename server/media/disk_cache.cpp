#include "server/media/disk_cache.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace rounds::media {

namespace fs = std::filesystem;

OpenFile::~OpenFile()
{
    close(number_);
}

std::string OpenFile::read(std::uint64_t offset, std::size_t length) const
{
    std::string bytes(length, '\0');
    std::size_t have = 0;
    while (have < length) {
        const auto got = pread(number_, bytes.data() + have, length - have, static_cast<off_t>(offset + have));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw std::system_error(errno, std::generic_category(), "a cached file");
        if (got == 0) break;
        have += static_cast<std::size_t>(got);
    }
    bytes.resize(have);
    return bytes;
}

DiskCache::DiskCache(fs::path folder, std::uint64_t most_bytes) : folder_(std::move(folder)), most_bytes_(most_bytes)
{
    fs::create_directories(folder_);
    fs::permissions(folder_, fs::perms::owner_all);
    std::vector<std::pair<fs::file_time_type, Entry>> found;
    for (const auto& file : fs::directory_iterator(folder_)) {
        std::error_code error;
        const auto size = file.file_size(error);
        const auto used = error ? fs::file_time_type{} : file.last_write_time(error);
        if (error) continue;
        found.emplace_back(
            used, Entry{file.path().stem().string(), file.path().extension().string(), std::uint64_t{size}}
        );
    }
    std::ranges::sort(found, {}, [](const auto& one) { return one.first; });
    for (auto& [used, entry] : found) add(std::move(entry));
}

result<Cached> DiskCache::find(std::string_view stem)
{
    const std::lock_guard lock(mutex_);
    const auto known = by_stem_.find(std::string(stem));
    if (known == by_stem_.end()) return errc::not_found;
    const auto entry = known->second;
    const auto path = path_of(*entry);
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        drop(entry); // another process on this folder has evicted it
        return errc::not_found;
    }
    order_.splice(order_.begin(), order_, entry);
    (void)futimens(file, nullptr); // used now; it only orders
    return Cached{entry->stem + entry->extension, entry->size, std::make_shared<const OpenFile>(file)};
}

void DiskCache::put(std::string_view stem, std::string_view extension, const fs::path& file)
{
    Entry entry{std::string(stem), std::string(extension), fs::file_size(file)};
    const std::lock_guard lock(mutex_);
    if (const auto known = by_stem_.find(entry.stem); known != by_stem_.end()) drop(known->second);
    fs::rename(file, path_of(entry));
    add(std::move(entry));
}

std::uint64_t DiskCache::bytes()
{
    const std::lock_guard lock(mutex_);
    return bytes_;
}

void DiskCache::add(Entry entry)
{
    bytes_ += entry.size;
    order_.push_front(std::move(entry));
    by_stem_[order_.front().stem] = order_.begin();
    // The newest stays even when it alone is too large: whoever fetched it is waiting for it.
    while (bytes_ > most_bytes_ && order_.size() > 1) drop(std::prev(order_.end()));
}

void DiskCache::drop(Order::iterator entry)
{
    std::error_code ignored;
    fs::remove(path_of(*entry), ignored);
    bytes_ -= entry->size;
    by_stem_.erase(entry->stem);
    order_.erase(entry);
}

fs::path DiskCache::path_of(const Entry& entry) const
{
    return folder_ / (entry.stem + entry.extension);
}

} // namespace rounds::media
