#include "server/archive/tar.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <stdexcept>

namespace rounds::archive {
namespace {

constexpr std::uint64_t block = 512;

std::uint64_t padded(std::uint64_t size)
{
    return (size + block - 1) / block * block;
}

/// Fields and their places: POSIX.1-1988 section 10.1.1.
std::string header_of(const std::string& name, std::uint64_t size, std::int64_t seconds)
{
    std::string header(block, '\0');
    const auto put = [&](std::size_t at, const std::string& text) { header.replace(at, text.size(), text); };
    put(0, name);
    put(100, "0000600");
    put(108, "0000000");
    put(116, "0000000");
    put(124, fmt::format("{:011o}", size));
    put(136, fmt::format("{:011o}", seconds));
    put(148, "        ");
    put(156, "0");
    put(257, std::string("ustar\0", 6) + "00");
    unsigned sum = 0;
    for (const char c : header) sum += static_cast<unsigned char>(c);
    put(148, fmt::format("{:06o}", sum) + '\0');
    return header;
}

} // namespace

void Tar::add(const std::string& name, std::uint64_t size, Read read)
{
    if (name.empty() || name.size() > 99 || size >= (std::uint64_t{1} << 33))
        throw std::invalid_argument("no file for an archive: " + name);
    files_.push_back({end_, header_of(name, size, seconds_), size, std::move(read)});
    end_ += block + padded(size);
}

void Tar::add(const std::string& name, std::string content)
{
    const auto size = content.size();
    const auto text = std::make_shared<const std::string>(std::move(content));
    add(name, size, [text](std::uint64_t offset, std::size_t length) -> result<std::string> {
        return text->substr(static_cast<std::size_t>(offset), length);
    });
}

std::uint64_t Tar::size() const noexcept
{
    return end_ + 2 * block;
}

std::string Tar::read(std::uint64_t offset, std::size_t length) const
{
    if (offset >= size()) return {};
    const auto after = std::ranges::upper_bound(files_, offset, {}, &File::at);
    if (offset >= end_ || after == files_.begin())
        return std::string(static_cast<std::size_t>(std::min<std::uint64_t>(length, size() - offset)), '\0');
    const auto& file = *std::prev(after);
    const auto within = offset - file.at;
    if (within < block) return file.header.substr(static_cast<std::size_t>(within), length);
    const auto from = within - block;
    const auto left = from < file.size ? file.size - from : padded(file.size) - from;
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(length, left));
    if (from >= file.size) return std::string(wanted, '\0');
    auto bytes = file.read(from, wanted);
    if (!bytes || bytes->empty()) return std::string(wanted, '\0');
    return std::move(*bytes);
}

} // namespace rounds::archive
