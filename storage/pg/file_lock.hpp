#pragma once

#include <filesystem>

namespace rounds::storage {

/// An flock'ed file (mode 0600, made when missing), so that it is free again whatever ends the process.
class FileLock
{
public:
    /// Throws std::runtime_error when the file cannot be opened.
    explicit FileLock(const std::filesystem::path& file);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

    /// flock(2) with LOCK_SH, LOCK_EX or LOCK_UN, and LOCK_NB; false when it would have to wait.
    bool lock(int operation) const;
    /// A program that is started with it holds what is locked until it has ended too.
    [[nodiscard]] int descriptor() const noexcept { return fd_; }

private:
    int fd_;
};

} // namespace rounds::storage
