#pragma once

#include "storage/base/error.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace rounds::archive {

/// An archive in the ustar format (POSIX.1-1988) that is never there as a whole: the size of each file is known, its
/// bytes are asked for when their turn comes.
class Tar
{
public:
    /// Up to so many bytes from there.
    using Read = std::function<result<std::string>(std::uint64_t offset, std::size_t length)>;

    /// `seconds` since 1970: when its files were made.
    explicit Tar(std::int64_t seconds = 0) : seconds_(seconds) {}

    /// `name` has at most 99 characters, a file less than 8 GiB; std::invalid_argument otherwise.
    void add(const std::string& name, std::uint64_t size, Read read);
    void add(const std::string& name, std::string content);

    [[nodiscard]] std::uint64_t size() const noexcept;
    /// Bytes of the archive; fewer than `length` only where a file or the archive ends. What a file has not is filled
    /// with zeros, so that the others stay where they are.
    [[nodiscard]] std::string read(std::uint64_t offset, std::size_t length) const;

private:
    struct File
    {
        std::uint64_t at; ///< of its header
        std::string header;
        std::uint64_t size;
        Read read;
    };
    std::vector<File> files_;
    std::int64_t seconds_; ///< since 1970: when the files were made
    std::uint64_t end_ = 0;
};

} // namespace rounds::archive
