#pragma once

#include "server/backup/sealed_file.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace rounds::backup {

/// What a backup holds of one file.
struct Entry
{
    std::string name;
    std::uint64_t size = 0;
    std::string sha256{}; ///< hexadecimal

    [[nodiscard]] bool operator==(const Entry&) const = default;
};

/// SHA-256 of what passes.
class Digest
{
public:
    Digest();
    ~Digest();
    Digest(const Digest&) = delete;
    Digest& operator=(const Digest&) = delete;

    void add(std::string_view bytes);
    /// Hexadecimal; begins anew.
    [[nodiscard]] std::string take();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Files one after the other, of sizes that need not be known before: 'E', length of the name (4 bytes, the lowest
/// first), name, blocks of a length (4 bytes) and as many bytes, a block of length 0; 'Z' after the last one.
class ArchiveWriter
{
public:
    explicit ArchiveWriter(SealedWriter& out) : out_(out) {}
    void begin(std::string name);
    void write(std::string_view bytes);
    Entry end();
    /// All at once.
    Entry put(std::string name, std::string_view bytes);
    void finish();

private:
    SealedWriter& out_;
    Entry entry_{};
    Digest digest_;
};

/// Reads them in their order. Throws BadFile.
class ArchiveReader
{
public:
    explicit ArchiveReader(SealedReader& in) : in_(in) {}
    /// False after the last one; what is left of the one before is passed over.
    bool next();
    [[nodiscard]] const std::string& name() const noexcept { return entry_.name; }
    /// 0 at the end of this file.
    std::size_t read(char* to, std::size_t size);
    /// The rest of this file; BadFile when it is larger than `most`.
    std::string read_all(std::size_t most);
    /// What was read; complete after the end of this file.
    [[nodiscard]] Entry taken();

private:
    std::uint32_t number();
    void exactly(char* to, std::size_t size);

    SealedReader& in_;
    Entry entry_{};
    Digest digest_;
    std::size_t left_ = 0; ///< of the present block
    bool inside_ = false;  ///< of a file
};

/// Whether a name of a file in a backup stays below the folder it is put into.
[[nodiscard]] bool is_safe_name(std::string_view name) noexcept;

} // namespace rounds::backup
