#include "storage/pg/file_lock.hpp"

#include <cerrno>
#include <fcntl.h>
#include <stdexcept>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace rounds::storage {

FileLock::FileLock(const std::filesystem::path& file) : fd_(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600))
{
    if (fd_ < 0) throw std::runtime_error(file.string() + ": " + std::generic_category().message(errno));
}

FileLock::~FileLock()
{
    close(fd_);
}

bool FileLock::lock(int operation) const
{
    int failed = flock(fd_, operation);
    while (failed != 0 && errno == EINTR) failed = flock(fd_, operation);
    return failed == 0;
}

} // namespace rounds::storage
