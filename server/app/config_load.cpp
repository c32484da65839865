#include "server/app/config_table.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <sstream>
#include <toml++/toml.h>

extern char** environ;

namespace rounds::app {
namespace {

std::string shown(const ConfigValue& value)
{
    struct Show
    {
        std::string operator()(const std::string& text) const { return fmt::format("\"{}\"", text); }
        std::string operator()(std::int64_t number) const { return std::to_string(number); }
        std::string operator()(bool flag) const { return flag ? "true" : "false"; }
        std::string operator()(const std::vector<std::string>& list) const { return fmt::format("{}", list); }
    };
    return std::visit(Show{}, value);
}

const Option* find_option(std::string_view key)
{
    const auto table = config_table();
    const auto found = std::ranges::find(table, key, &Option::key);
    return found == table.end() ? nullptr : &*found;
}

[[noreturn]] void refuse(std::string_view where, const Option& option, std::string_view value)
{
    throw ConfigError(fmt::format("{}: {} = {} is not allowed; it takes {}", where, option.key, value, option.allowed));
}

void apply(Config& config, std::string_view where, const Option& option, const ConfigValue& value)
{
    if (!option.set(config, value)) refuse(where, option, shown(value));
}

std::vector<std::string> read_list(std::string_view where, const Option& option, const toml::array& array)
{
    std::vector<std::string> items;
    for (const auto& item : array) {
        const auto text = item.value_exact<std::string>();
        if (!text) refuse(where, option, "a list with something else than texts");
        items.push_back(*text);
    }
    return items;
}

void apply_node(Config& config, std::string_view where, const Option& option, const toml::node& node)
{
    if (const auto text = node.value_exact<std::string>()) return apply(config, where, option, *text);
    if (const auto flag = node.value_exact<bool>()) return apply(config, where, option, *flag);
    if (const auto number = node.value_exact<std::int64_t>()) return apply(config, where, option, *number);
    if (const auto* array = node.as_array()) return apply(config, where, option, read_list(where, option, *array));
    refuse(where, option, "a value of another type");
}

void read_file(Config& config, const std::filesystem::path& file)
{
    std::ifstream in(file);
    if (!in) throw ConfigError(fmt::format("{}: cannot be read", file.string()));
    std::ostringstream content;
    content << in.rdbuf();
    toml::table root;
    try {
        root = toml::parse(content.str());
    } catch (const toml::parse_error& error) {
        throw ConfigError(fmt::format(
            "{}:{}: {}", file.string(), static_cast<unsigned>(error.source().begin.line), error.description()
        ));
    }
    for (const auto& [section, node] : root) {
        const auto* table = node.as_table();
        if (table == nullptr)
            throw ConfigError(fmt::format("{}: {}: settings stand in sections", file.string(), section.str()));
        for (const auto& [name, value] : *table) {
            const auto key = fmt::format("{}.{}", section.str(), name.str());
            const auto* option = find_option(key);
            if (option == nullptr)
                throw ConfigError(
                    fmt::format("{}: {}: there is no such setting (see `rounds config example`)", file.string(), key)
                );
            apply_node(config, file.string(), *option, value);
        }
    }
}

std::string variable_name(std::string_view key)
{
    std::string name = "ROUNDS_";
    for (const char c : key) name += c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return name;
}

/// A variable has no type of its own: the first reading that the option takes counts.
void apply_variable(Config& config, const std::string& name, const Option& option, const std::string& text)
{
    if (option.set(config, ConfigValue{text})) return;
    if (text == "true" || text == "false")
        if (option.set(config, ConfigValue{text == "true"})) return;
    if (const auto number = text::parse_int(text))
        if (option.set(config, ConfigValue{std::int64_t{*number}})) return;
    std::vector<std::string> items;
    for (const auto piece : text::split(text, ',')) items.emplace_back(text::trim(piece));
    if (!option.set(config, ConfigValue{items})) refuse(name, option, fmt::format("\"{}\"", text));
}

void read_environment(Config& config)
{
    constexpr std::string_view prefix = "ROUNDS_";
    // Of other programs of the project (tests, the command line itself).
    constexpr std::string_view foreign[] = {"ROUNDS_CONFIG", "ROUNDS_TEST_", "ROUNDS_DEMO_"};
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view line = *entry;
        if (!line.starts_with(prefix)) continue;
        const auto equals = line.find('=');
        const std::string name(line.substr(0, equals));
        if (std::ranges::any_of(foreign, [&](std::string_view other) { return name.starts_with(other); })) continue;
        const auto table = config_table();
        const auto found =
            std::ranges::find_if(table, [&](const Option& option) { return variable_name(option.key) == name; });
        if (found == table.end()) throw ConfigError(fmt::format("environment: {}: there is no such setting", name));
        apply_variable(config, name, *found, std::string(line.substr(equals + 1)));
    }
}

void check_whole(Config& config)
{
    if (config.instance.domain.empty())
        throw ConfigError(
            "instance.domain is not set; it takes the name others reach this server by, e.g. rounds.hospital.example"
        );
    const auto url = parse_url(config.instance.scheme + "://" + config.instance.domain);
    if (!url || url->authority() != config.instance.domain || url->target != "/")
        throw ConfigError(fmt::format(
            "instance.domain = \"{}\" is not allowed; it takes a host name in lower case, with :port when not the "
            "default",
            config.instance.domain
        ));
    if (config.instance.scheme == "http" && !config.federation.loopback_testing)
        throw ConfigError(
            "instance.scheme = \"http\" is not allowed; it takes https (http needs federation.loopback_testing = true)"
        );
    if (config.http.certificate_file.empty() != config.http.key_file.empty())
        throw ConfigError("http.certificate_file and http.key_file are set together or not at all");
    if (config.media.store == "s3" && (config.media.s3_endpoint.empty() || config.media.s3_credentials_file.empty()))
        throw ConfigError("media.store = \"s3\" needs media.s3_endpoint and media.s3_credentials_file");
    for (auto& peer : config.federation.peers) peer = text::to_lower(peer);
}

} // namespace

Config load_config(const std::filesystem::path& file)
{
    Config config;
    if (!file.empty()) read_file(config, file);
    read_environment(config);
    check_whole(config);
    return config;
}

} // namespace rounds::app
