#include "server/backup/keys.hpp"

#include "server/app/secret_key.hpp"
#include "server/backup/archive.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/json.hpp"
#include "storage/base/text.hpp"
#include "storage/data_keys.hpp"
#include "storage/pg/database.hpp"
#include "storage/pg/dump.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace rounds::backup {
namespace {

namespace fs = std::filesystem;
namespace data_keys = storage::data_keys;

constexpr std::string_view secret_name = "secret.key";
constexpr std::string_view rows_name = "data_keys.jsonl";
constexpr std::size_t largest_rows = 1UL << 30;
constexpr int page = 1000;

std::string line_of(const data_keys::Row& row)
{
    json::object line{
        {"id", row.id},
        {"account", to_int(row.account)},
        {"conversation", nullptr},
        {"wrapped_by", row.wrapped_by},
        {"wrapped", crypto::to_base64(row.wrapped)},
    };
    if (row.conversation) line["conversation"] = *row.conversation;
    return json::serialize(line) + '\n';
}

data_keys::Row row_in(const std::string& text)
{
    const auto parsed = parse_json(text);
    if (!parsed || !parsed->is_object()) throw BadFile("the backup of keys cannot be read");
    const auto& line = parsed->get_object();
    const auto number = [&](const char* key) -> std::optional<std::int64_t> {
        const auto* value = line.if_contains(key);
        return value != nullptr && value->is_int64() ? std::optional(value->get_int64()) : std::nullopt;
    };
    const auto wrapped = crypto::from_base64(string_at(line, "wrapped"));
    if (!number("id") || !number("account") || !wrapped) throw BadFile("the backup of keys cannot be read");
    return {
        .id = *number("id"),
        .account = AccountId{*number("account")},
        .conversation = number("conversation"),
        .wrapped_by = std::string(string_at(line, "wrapped_by")),
        .wrapped = *wrapped,
    };
}

struct Held
{
    app::SecretKeys secret;
    std::vector<data_keys::Row> rows;
};

Held read_file(const fs::path& from, const Lock& lock)
{
    SealedReader in(from, lock, Content::keys);
    ArchiveReader archive(in);
    Held held;
    while (archive.next()) {
        const auto text = archive.read_all(largest_rows);
        if (archive.name() == secret_name) {
            held.secret = app::from_lines(text, from.string());
        } else if (archive.name() == rows_name) {
            std::istringstream lines(text);
            for (std::string line; std::getline(lines, line);) held.rows.push_back(row_in(line));
        }
    }
    if (held.secret.current.empty()) throw BadFile(fmt::format("{}: it holds no secret key", from.string()));
    return held;
}

/// True when the file holds these very keys.
bool are_there(const fs::path& file, const app::SecretKeys& secret)
{
    try {
        return app::read_secret_keys(file) == secret;
    } catch (const std::runtime_error&) {
        return false;
    }
}

/// What root restores belongs to whom the folder belongs to.
void write_secret(const fs::path& data, const app::SecretKeys& secret)
{
    const auto file = data / secret_name;
    app::write_secret_keys(file, secret);
    struct stat owner{};
    if (geteuid() != 0) return;
    if (stat(data.c_str(), &owner) != 0 || chown(file.c_str(), owner.st_uid, owner.st_gid) != 0)
        throw std::system_error(errno, std::generic_category(), file.string());
}

} // namespace

std::size_t make_key_backup(const fs::path& data, const std::string& database_url, const fs::path& to, const Lock& lock)
{
    const auto secret = app::load_secret_keys(data, false);
    storage::Snapshot snapshot(database_url);
    SealedWriter out(to, lock, Content::keys, true);
    ArchiveWriter archive(out);
    archive.put(std::string(secret_name), app::to_lines(secret));
    archive.begin(std::string(rows_name));
    std::size_t count = 0;
    std::int64_t last = 0;
    for (std::size_t got = page; got == page;) {
        const auto rows = data_keys::after(snapshot.transaction(), last, page);
        for (const auto& row : rows) archive.write(line_of(row));
        if (!rows.empty()) last = rows.back().id;
        got = rows.size();
        count += got;
    }
    archive.end();
    archive.finish();
    out.finish();
    return count;
}

RestoredKeys
restore_keys(const fs::path& from, const fs::path& data, const std::string& database_url, const Lock& lock, bool force)
{
    const auto held = read_file(from, lock);
    const auto file = data / secret_name;
    if (fs::exists(file) && !are_there(file, held.secret) && !force)
        throw std::runtime_error(fmt::format("{}: another key is there; --force takes its place", file.string()));
    storage::DatabaseSettings settings;
    settings.url = database_url;
    settings.connections = 1;
    settings.allow_unsafe_settings = true; // whoever runs the server decides on that
    storage::Database db(settings);
    RestoredKeys done{.held = held.rows.size()};
    db.transact_blocking([&](storage::Transaction& tx) {
        done.put = 0;
        for (const auto& row : held.rows)
            if (data_keys::put(tx, row)) ++done.put;
    });
    write_secret(data, held.secret);
    return done;
}

std::size_t check_keys(const fs::path& from, const Lock& lock)
{
    return read_file(from, lock).rows.size();
}

} // namespace rounds::backup
