#include "admin/cli/knowledge.hpp"
#include "storage/base/json.hpp"
#include "storage/emojis.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fmt/core.h>
#include <fstream>
#include <sstream>

namespace rounds::cli {
namespace {

using storage::Transaction;

constexpr std::size_t most_bytes = 256 * 1024;

struct Options
{
    std::string shortcode;
    std::string file;
    std::string category;
    bool hidden = false;
};

bool is_shortcode(std::string_view text)
{
    const auto good = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    return text.size() >= 2 && text.size() <= 128 && std::ranges::all_of(text, good);
}

/// By what the file is, not by its name.
std::string_view media_type_of(std::string_view content)
{
    if (content.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
    if (content.starts_with("GIF87a") || content.starts_with("GIF89a")) return "image/gif";
    if (content.starts_with("RIFF") && content.size() > 12 && content.substr(8, 4) == "WEBP") return "image/webp";
    return {};
}

std::string content_of(const std::string& file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in) throw UsageError(fmt::format("\"{}\" cannot be read", file));
    std::ostringstream content;
    content << in.rdbuf();
    return std::move(content).str();
}

void add(const Environment& environment, const Options& options)
{
    if (!is_shortcode(options.shortcode))
        throw UsageError(fmt::format("\"{}\" is no shortcode: letters, digits and _, two at least", options.shortcode));
    const auto content = content_of(options.file);
    const auto media_type = media_type_of(content);
    if (media_type.empty()) throw UsageError("the image must be PNG, GIF or WebP");
    if (content.size() > most_bytes) throw UsageError("the image is larger than 256 KiB");
    const storage::emojis::Emoji emoji{
        .shortcode = options.shortcode,
        .category = options.category.empty() ? std::nullopt : std::optional{options.category},
        .visible_in_picker = !options.hidden
    };
    const auto runtime = environment.runtime();
    runtime->app().db.transact_blocking([&](Transaction& tx) {
        note_run(tx, environment, "emoji");
        storage::emojis::save(tx, emoji, {.media_type = std::string(media_type), .content = content});
    });
    print(
        environment,
        json::object{{"shortcode", options.shortcode}},
        fmt::format(":{}: can be used. A running server follows within a minute.", options.shortcode)
    );
}

void remove(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    const bool gone = runtime->app().db.transact_blocking([&](Transaction& tx) {
        const bool removed = storage::emojis::remove(tx, options.shortcode);
        if (removed) note_run(tx, environment, "emoji");
        return removed;
    });
    if (!gone) throw UsageError(fmt::format("there is no emoji \"{}\"", options.shortcode));
    print(environment, json::object{{"shortcode", options.shortcode}}, fmt::format(":{}: is gone.", options.shortcode));
}

void list(const Environment& environment)
{
    const auto runtime = environment.runtime();
    const auto all = runtime->app().db.transact_blocking([](Transaction& tx) { return storage::emojis::list(tx); });
    if (environment.json) {
        json::array rows;
        for (const auto& one : all)
            rows.push_back({{"shortcode", one.shortcode}, {"category", string_or_null(one.category.value_or(""))}});
        fmt::print("{}\n", json::serialize(rows));
        return;
    }
    for (const auto& one : all) fmt::print(":{}: {}\n", one.shortcode, one.category.value_or(""));
}

} // namespace

void add_emoji(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand("emoji", "Small pictures of this instance that people use as :shortcode:");
    command->require_subcommand(1);
    auto options = std::make_shared<Options>();
    auto* add_command = command->add_subcommand("add", "Add one, or give it another picture");
    add_command->add_option("shortcode", options->shortcode)->required();
    add_command->add_option("file", options->file, "PNG, GIF or WebP, at most 256 KiB")->required();
    add_command->add_option("--category", options->category, "Heading in the picker");
    add_command->add_flag("--hidden", options->hidden, "Not in the picker");
    add_command->callback([&environment, options] { add(environment, *options); });
    command->add_subcommand("list", "All of them")->callback([&environment] { list(environment); });
    auto* remove_command = command->add_subcommand("remove", "Take one away");
    remove_command->add_option("shortcode", options->shortcode)->required();
    remove_command->callback([&environment, options] { remove(environment, *options); });
}

} // namespace rounds::cli
