#include "storage/base/crypto.hpp"
#include "storage/blobs/blob_store.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace rounds::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t random_size = 20;
constexpr std::size_t key_digits = 2 * random_size;

[[noreturn]] void fail(const fs::path& path)
{
    throw std::system_error(errno, std::generic_category(), path.string());
}

/// An open file or folder.
class Descriptor
{
public:
    Descriptor(const fs::path& path, int flags, mode_t mode = 0) : number_(open(path.c_str(), flags | O_CLOEXEC, mode))
    {
    }
    ~Descriptor()
    {
        if (number_ >= 0) close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    [[nodiscard]] int get() const noexcept { return number_; }
    [[nodiscard]] bool is_open() const noexcept { return number_ >= 0; }

private:
    int number_;
};

void sync_folder(const fs::path& folder)
{
    const Descriptor opened(folder, O_RDONLY | O_DIRECTORY);
    if (!opened.is_open() || fsync(opened.get()) != 0) fail(folder);
}

void write_all(int to, std::string_view bytes, const fs::path& path)
{
    while (!bytes.empty()) {
        const auto written = write(to, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail(path);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

class DiskStore final : public BlobStore
{
public:
    explicit DiskStore(fs::path folder) : folder_(std::move(folder))
    {
        fs::create_directories(folder_);
        fs::permissions(folder_, fs::perms::owner_all);
    }

    void put(std::string_view key, const fs::path& file, std::string_view /*media_type*/) override
    {
        const auto place = path_of(key);
        // A new folder must be found after a crash too, so the one above it is synced as well.
        if (fs::create_directory(place.parent_path())) sync_folder(folder_);
        auto aside = place;
        aside += ".new";
        try {
            copy(file, aside);
            if (rename(aside.c_str(), place.c_str()) != 0) fail(place);
        } catch (...) {
            unlink(aside.c_str()); // half a file would keep the room that the disk has run out of
            throw;
        }
        sync_folder(place.parent_path());
    }

    result<std::uint64_t> size(std::string_view key) override
    {
        struct stat about{};
        const auto place = path_of(key);
        if (stat(place.c_str(), &about) == 0) return static_cast<std::uint64_t>(about.st_size);
        if (errno == ENOENT) return errc::not_found;
        fail(place);
    }

    result<std::string> read(std::string_view key, std::uint64_t offset, std::size_t length) override
    {
        const auto place = path_of(key);
        const Descriptor file(place, O_RDONLY);
        if (!file.is_open() && errno == ENOENT) return errc::not_found;
        if (!file.is_open()) fail(place);
        std::string bytes(length, '\0');
        std::size_t have = 0;
        while (have < length) {
            const auto got = pread(file.get(), bytes.data() + have, length - have, static_cast<off_t>(offset + have));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) fail(place);
            if (got == 0) break;
            have += static_cast<std::size_t>(got);
        }
        bytes.resize(have);
        return bytes;
    }

    void remove(std::string_view key) override
    {
        const auto place = path_of(key);
        if (unlink(place.c_str()) != 0 && errno != ENOENT) fail(place);
    }

private:
    /// Two digits make 256 folders.
    [[nodiscard]] fs::path path_of(std::string_view key) const
    {
        if (!is_blob_key(key)) throw std::invalid_argument(fmt::format("\"{}\" is no key of a blob", key));
        return folder_ / key.substr(0, 2) / key;
    }

    static void copy(const fs::path& from, const fs::path& to)
    {
        const Descriptor source(from, O_RDONLY | O_NOFOLLOW);
        if (!source.is_open()) fail(from);
        const Descriptor target(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        if (!target.is_open()) fail(to);
        std::string piece(256UL * 1024, '\0');
        for (;;) {
            const auto got = ::read(source.get(), piece.data(), piece.size());
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) fail(from);
            if (got == 0) break;
            write_all(target.get(), {piece.data(), static_cast<std::size_t>(got)}, to);
        }
        if (fsync(target.get()) != 0) fail(to);
    }

    fs::path folder_;
};

} // namespace

std::string new_blob_key(std::string_view extension)
{
    return crypto::to_hex(crypto::random_bytes(random_size)) + std::string(extension);
}

bool is_blob_key(std::string_view text) noexcept
{
    constexpr std::size_t longest_extension = 5;
    if (text.size() < key_digits + 2 || text.size() > key_digits + longest_extension || text[key_digits] != '.')
        return false;
    const auto hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    const auto plain = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); };
    return std::ranges::all_of(text.substr(0, key_digits), hex) &&
           std::ranges::all_of(text.substr(key_digits + 1), plain);
}

std::unique_ptr<BlobStore> make_disk_store(fs::path folder)
{
    return std::make_unique<DiskStore>(std::move(folder));
}

} // namespace rounds::storage
