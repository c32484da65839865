// rounds-audit-verify: checks an export of the audit log with nothing but the export, for whoever is not to need, or
// not to trust, the server: no database, no configuration, no keys.

#include "server/audit/log/offline.hpp"

#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <span>
#include <string>
#include <string_view>

namespace {

constexpr std::string_view usage = R"(rounds-audit-verify [--heads FILE] [--key KEY] [--json] EXPORT

Checks what `rounds audit export` wrote: every entry against its seal, the seals against each other, and both against the
signed heads. "-" reads standard input.

  --heads FILE  heads.jsonl that was kept elsewhere: tells what was cut off or rolled back
  --key KEY     who must have signed (multikey, as `rounds audit verify --json` names it)
  --json        the result as JSON

Exit code: 0 all is as it was sealed; 1 something was changed, named line by line; 2 it cannot be checked.
)";

struct Options
{
    std::string heads;
    std::string key;
    std::string file;
    bool json = false;
    bool help = false;
};

/// False when they make no sense.
bool read(std::span<char*> words, Options& options)
{
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string_view word = words[i];
        if (word == "--help" || word == "-h") {
            options.help = true;
            return true;
        }
        if (word == "--json") {
            options.json = true;
        } else if (word == "--heads" || word == "--key") {
            if (++i == words.size()) return false;
            (word == "--heads" ? options.heads : options.key) = words[i];
        } else if ((word.starts_with("-") && word != "-") || !options.file.empty()) {
            return false;
        } else {
            options.file = word;
        }
    }
    return !options.file.empty();
}

int run(const Options& options)
{
    namespace audit = rounds::audit;
    std::ifstream file;
    if (options.file != "-") file.open(options.file);
    if (options.file != "-" && !file) throw std::runtime_error(options.file + ": cannot be read");
    if (!options.heads.empty() && !std::ifstream(options.heads))
        throw std::runtime_error(options.heads + ": cannot be read");
    auto witness = options.heads.empty() ? audit::Witness{} : audit::HeadsFile(options.heads).read();
    auto& in = options.file == "-" ? std::cin : static_cast<std::istream&>(file);
    const auto report = audit::verify_export(in, std::move(witness), options.key);
    std::cout << (options.json ? audit::to_json(report) : audit::to_text(report)) << '\n';
    return report.findings.empty() ? 0 : 1;
}

} // namespace

int main(int count, char** words)
{
    try {
        Options options;
        if (!read({words, static_cast<std::size_t>(count)}, options)) {
            std::cerr << usage;
            return 2;
        }
        if (options.help) {
            std::cout << usage;
            return 0;
        }
        return run(options);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "rounds-audit-verify: %s\n", error.what());
        return 2;
    }
}
