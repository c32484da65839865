#pragma once

#include "server/backup/lock.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

namespace rounds::backup {

enum class Content : std::uint8_t { instance, keys };

/// A file that appears under its name when it is complete, on disk, and not before. Layout: magic (8 bytes), how the
/// key is wrapped (wrap_size), header of the secretstream (24), a piece that tells the content, pieces of 64 KiB; the
/// last one is marked, so that a file cut short is recognised.
class SealedWriter
{
public:
    /// Throws std::system_error. `replace`: a file of that name makes way when the new one is complete.
    SealedWriter(std::filesystem::path file, const Lock& lock, Content content, bool replace);
    /// Removes what was not finished.
    ~SealedWriter();
    SealedWriter(const SealedWriter&) = delete;
    SealedWriter& operator=(const SealedWriter&) = delete;

    void write(std::string_view bytes);
    /// Size of the file.
    std::uint64_t finish();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Reads one. Nothing is handed out that was not authenticated. Throws BadFile.
class SealedReader
{
public:
    SealedReader(const std::filesystem::path& file, const Lock& lock, Content expected);
    ~SealedReader();
    SealedReader(const SealedReader&) = delete;
    SealedReader& operator=(const SealedReader&) = delete;

    /// Up to `size` bytes; 0 after the last piece, when nothing follows it.
    std::size_t read(char* to, std::size_t size);
    /// Bytes of the file that were read.
    [[nodiscard]] std::uint64_t position() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rounds::backup
