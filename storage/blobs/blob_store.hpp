#pragma once

#include "storage/base/error.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

/// Where the bytes of media are kept. The tables know keys only.
namespace rounds::storage {

/// Files under names of our own making (new_blob_key), written once and never changed. All calls block: they belong on
/// a thread that may. Each throws std::runtime_error when the store cannot be reached or written.
class BlobStore
{
public:
    virtual ~BlobStore() = default;

    /// Keeps a copy of the file; durable when it returns. `media_type` is what the store is told, where it asks.
    virtual void put(std::string_view key, const std::filesystem::path& file, std::string_view media_type) = 0;
    /// Bytes of the blob; not_found.
    [[nodiscard]] virtual result<std::uint64_t> size(std::string_view key) = 0;
    /// Up to `length` bytes from `offset`, fewer at the end; not_found.
    [[nodiscard]] virtual result<std::string> read(std::string_view key, std::uint64_t offset, std::size_t length) = 0;
    /// Removing what is not there is no error.
    virtual void remove(std::string_view key) = 0;
};

/// 160 random bits, hexadecimal, and an extension (".jpg"): an address that cannot be guessed.
[[nodiscard]] std::string new_blob_key(std::string_view extension);
/// Whether a text from outside has the form of such a key; anything else never reaches a store.
[[nodiscard]] bool is_blob_key(std::string_view text) noexcept;

/// Files below `folder`, which is made: written aside, synced, renamed, the folder synced.
[[nodiscard]] std::unique_ptr<BlobStore> make_disk_store(std::filesystem::path folder);

struct S3Settings
{
    std::string endpoint; ///< "https://s3.example" or "https://bucket.s3.example"
    std::string bucket;   ///< first part of the path; empty: the endpoint names it
    std::string region;
    std::string access_key;
    std::string secret_key;
};
/// Objects of a store that speaks S3, requests signed with AWS Signature Version 4. The bucket must exist.
[[nodiscard]] std::unique_ptr<BlobStore> make_s3_store(S3Settings settings);

} // namespace rounds::storage
