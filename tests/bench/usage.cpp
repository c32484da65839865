#include "tests/bench/usage.hpp"

#include "storage/base/text.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <unistd.h>

namespace rounds::bench {
namespace {

namespace fs = std::filesystem;

struct Process
{
    int parent = 0;
    long ticks = 0; ///< user and system
    long pages = 0; ///< resident
};

/// proc(5), /proc/PID/stat: after the name in brackets come state, parent (4), ... utime (14), stime (15), ... rss
/// (24).
Process read_stat(const fs::path& folder)
{
    std::ifstream in(folder / "stat");
    std::string line;
    std::getline(in, line);
    std::istringstream words(line.substr(std::min(line.rfind(')'), line.size())));
    std::vector<std::string> fields(3); // so that an index is the number in the manual
    for (std::string word; words >> word;) fields.push_back(word);
    fields.erase(fields.begin() + 3); // the bracket
    if (fields.size() < 25) return {};
    const auto number = [&](std::size_t at) { return std::atol(fields[at].c_str()); }; // NOLINT(cert-err34-c)
    return {static_cast<int>(number(4)), number(14) + number(15), number(24)};
}

std::map<int, Process> all_processes()
{
    std::map<int, Process> all;
    std::error_code ended; // processes come and go while we look
    for (const auto& entry : fs::directory_iterator("/proc", ended))
        if (const auto pid = text::parse_int(entry.path().filename().string()))
            all[static_cast<int>(*pid)] = read_stat(entry.path());
    return all;
}

} // namespace

Usage usage_of(const std::vector<int>& processes)
{
    const auto all = all_processes();
    const auto named = [&](int pid) { return std::ranges::find(processes, pid) != processes.end(); };
    const auto counts = [&](int pid) {
        for (auto at = all.find(pid); at != all.end() && at->first > 1; at = all.find(at->second.parent))
            if (named(at->first)) return true;
        return false;
    };
    Usage sum;
    for (const auto& [pid, process] : all) {
        if (!counts(pid)) continue;
        sum.cpu_seconds += static_cast<double>(process.ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
        if (named(pid))
            sum.rss_mib += static_cast<double>(process.pages) * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
    }
    return sum;
}

} // namespace rounds::bench
