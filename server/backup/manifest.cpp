#include "server/backup/manifest.hpp"

#include "storage/audit.hpp"
#include "storage/base/crypto.hpp"

#include <algorithm>

namespace rounds::backup {
namespace {

constexpr int form = 1;

std::int64_t number_in(const json::object& object, std::string_view key)
{
    const auto* value = object.if_contains(key);
    if (value == nullptr || !value->is_int64()) throw BadFile("the manifest of the backup cannot be read");
    return value->get_int64();
}

} // namespace

std::size_t Manifest::media_files() const noexcept
{
    return static_cast<std::size_t>(std::ranges::count_if(files, [](const Entry& file) {
        return file.name.starts_with(media_prefix);
    }));
}

json::object to_json(const Manifest& manifest)
{
    json::object rows;
    for (const auto& [table, count] : manifest.rows) rows[table] = count;
    json::array files;
    for (const auto& file : manifest.files)
        files.push_back(
            json::object{{"name", file.name}, {"size", static_cast<std::int64_t>(file.size)}, {"sha256", file.sha256}}
        );
    json::object shown{
        {"form", form},
        {"version", manifest.version},
        {"domain", manifest.domain},
        {"schema", manifest.schema},
        {"postgres", manifest.postgres},
        {"taken_at", to_iso8601(manifest.taken_at)},
        {"media_store", manifest.media_store},
        {"rows", std::move(rows)},
        {"audit", nullptr},
        {"files", std::move(files)},
    };
    if (const auto& head = manifest.audit)
        shown["audit"] = json::object{{"seal", head->seal}, {"entry", head->entry}, {"hash", head->hash}};
    return shown;
}

Manifest read_manifest(std::string_view text)
{
    constexpr std::size_t largest = 1UL << 30;
    const auto parsed = parse_json(text, largest);
    if (!parsed || !parsed->is_object()) throw BadFile("the manifest of the backup cannot be read");
    const auto& object = parsed->get_object();
    if (number_in(object, "form") != form) throw BadFile("the backup was made by a newer version of Rounds");
    Manifest manifest;
    manifest.version = string_at(object, "version");
    manifest.domain = string_at(object, "domain");
    manifest.schema = string_at(object, "schema");
    manifest.postgres = static_cast<int>(number_in(object, "postgres"));
    manifest.media_store = string_at(object, "media_store");
    const auto time = parse_iso8601(string_at(object, "taken_at"));
    const auto* rows = object_at(object, "rows");
    const auto* files = array_at(object, "files");
    if (!time || rows == nullptr || files == nullptr) throw BadFile("the manifest of the backup cannot be read");
    manifest.taken_at = *time;
    for (const auto& row : *rows) manifest.rows[std::string(row.key())] = number_in(*rows, row.key());
    for (const auto& file : *files) {
        if (!file.is_object()) throw BadFile("the manifest of the backup cannot be read");
        const auto& one = file.get_object();
        manifest.files.push_back({
            .name = std::string(string_at(one, "name")),
            .size = static_cast<std::uint64_t>(number_in(one, "size")),
            .sha256 = std::string(string_at(one, "sha256")),
        });
    }
    if (const auto* head = object_at(object, "audit"))
        manifest.audit = AuditHead{
            .seal = number_in(*head, "seal"),
            .entry = number_in(*head, "entry"),
            .hash = std::string(string_at(*head, "hash")),
        };
    return manifest;
}

std::optional<AuditHead> audit_head(storage::Snapshot& snapshot)
{
    const auto seal = storage::audit::last_seal(snapshot.transaction());
    if (!seal) return std::nullopt;
    return AuditHead{.seal = seal->seq, .entry = seal->entry, .hash = crypto::to_hex(seal->hash)};
}

} // namespace rounds::backup
