#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace rounds::base {

/// A file compiled into the program (deploy/cmake/folders.cmake: rounds_embed).
struct EmbeddedFile
{
    std::string_view name; ///< without folders
    std::string_view content;
};

} // namespace rounds::base

namespace rounds::embedded {

// One function per folder with EMBED files, named after the folder; sorted by name.
[[nodiscard]] std::span<const base::EmbeddedFile> admin_cli() noexcept;        ///< lines of the compliance report
[[nodiscard]] std::span<const base::EmbeddedFile> admin_console() noexcept;    ///< templates and words
[[nodiscard]] std::span<const base::EmbeddedFile> storage_pg() noexcept;       ///< migrations
[[nodiscard]] std::span<const base::EmbeddedFile> server_incidents() noexcept; ///< letters
[[nodiscard]] std::span<const base::EmbeddedFile> server_knowledge() noexcept; ///< vocabulary tables
[[nodiscard]] std::span<const base::EmbeddedFile> server_mail() noexcept;      ///< letters
[[nodiscard]] std::span<const base::EmbeddedFile>
server_privacy_detect() noexcept; ///< word lists, ZIP prefixes, help lines
[[nodiscard]] std::span<const base::EmbeddedFile> server_rounds_api() noexcept; ///< openapi.json
[[nodiscard]] std::span<const base::EmbeddedFile> server_web() noexcept;        ///< templates and stylesheet

} // namespace rounds::embedded
