#pragma once

#include "server/audit/log/verifier.hpp"

#include <filesystem>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The log outside the database: one JSON object a line, seals with their entries and signed heads.
namespace rounds::audit {

/// {"seq":"1","entry":"12","leaf":"..","hash":"..","content":{...} or null}
[[nodiscard]] std::string line_of(const Sealed& sealed);
/// {"head":{"seq":"1",...}}
[[nodiscard]] std::string line_of(const Head& head);

/// {"checkpoint":{"seq":"1",...}}
[[nodiscard]] std::string line_of(const Checkpoint& checkpoint);

/// {"succession":{"seq":"1",...}}
[[nodiscard]] std::string line_of(const Succession& succession);

/// A line of one of these kinds; invalid_argument for anything else.
struct Line
{
    std::optional<Sealed> sealed{};
    std::optional<Checkpoint> checkpoint{};
    std::optional<Head> head{};
    std::optional<Succession> succession{};
};
[[nodiscard]] result<Line> read_line(std::string_view text);

/// Hands all lines of an export to the verifier. Returns the number of the first line that cannot be read, 0 for none.
[[nodiscard]] std::size_t read_export(std::istream& in, Verifier& verifier);

/// The file of signed heads and checkpoints (paths.data/audit/heads.jsonl): outside the database, only ever appended
/// to.
class HeadsFile
{
public:
    explicit HeadsFile(std::filesystem::path file) : file_(std::move(file)) {}
    /// On disk when it returns. Makes the folder; throws std::runtime_error when it cannot be written.
    void append(const Witness& fresh) const;
    /// All that it holds; nothing when there is no file. Throws std::runtime_error naming a line that cannot be read.
    [[nodiscard]] Witness read() const;

private:
    std::filesystem::path file_;
};
[[nodiscard]] std::filesystem::path heads_file(const std::filesystem::path& data);

} // namespace rounds::audit
