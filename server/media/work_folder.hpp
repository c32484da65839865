#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::media {

/// Where files lie while they are opened: a folder of this process alone, below one that others may share. What a
/// process that died left behind is taken over by the next one that looks.
class WorkFolder
{
public:
    /// Makes `root`/<random>, locked for as long as this lives. Throws std::runtime_error.
    explicit WorkFolder(std::filesystem::path root);
    ~WorkFolder();
    WorkFolder(const WorkFolder&) = delete;
    WorkFolder& operator=(const WorkFolder&) = delete;

    /// Moves here what dead processes left; returns the names that `place` gave.
    [[nodiscard]] std::vector<std::string> adopt();
    [[nodiscard]] std::filesystem::path place(std::string_view name) const { return mine_ / name; }
    /// A new empty folder of a random name.
    [[nodiscard]] std::filesystem::path fresh() const;
    /// place(name) with `input` in it, durable: it is there whole, or not at all.
    std::filesystem::path put(std::string_view name, std::string_view input) const;

private:
    std::filesystem::path root_;
    std::filesystem::path mine_;
    int lock_ = -1;
};

} // namespace rounds::media
