#pragma once

#include "storage/base/error.hpp"

#include <cstdint>
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace rounds::media {

/// An open file that stays readable whatever becomes of its name.
class OpenFile
{
public:
    explicit OpenFile(int number) noexcept : number_(number) {}
    ~OpenFile();
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    /// Up to `length` bytes from `offset`; fewer at the end. Throws std::system_error.
    [[nodiscard]] std::string read(std::uint64_t offset, std::size_t length) const;

private:
    int number_;
};

/// A cached file, opened.
struct Cached
{
    std::string name; ///< with its extension, which tells the type
    std::uint64_t size = 0;
    std::shared_ptr<const OpenFile> file;
};

/// Files by name in one folder, bounded by bytes: the least recently used go first. The order is remembered from one
/// run to the next by the files' times. All calls block. Thread-safe.
class DiskCache
{
public:
    DiskCache(std::filesystem::path folder, std::uint64_t most_bytes);

    /// The file called `stem` and any extension; not_found.
    [[nodiscard]] result<Cached> find(std::string_view stem);
    /// Moves `file` in as `stem` + `extension` (".jpg"), and others out until all fit.
    void put(std::string_view stem, std::string_view extension, const std::filesystem::path& file);

    [[nodiscard]] std::uint64_t bytes();

private:
    struct Entry
    {
        std::string stem;
        std::string extension;
        std::uint64_t size;
    };
    using Order = std::list<Entry>;

    void add(Entry entry);
    void drop(Order::iterator entry);
    [[nodiscard]] std::filesystem::path path_of(const Entry& entry) const;

    std::filesystem::path folder_;
    std::uint64_t most_bytes_;
    std::mutex mutex_;
    Order order_; ///< most recently used first
    std::unordered_map<std::string, Order::iterator> by_stem_;
    std::uint64_t bytes_ = 0;
};

} // namespace rounds::media
