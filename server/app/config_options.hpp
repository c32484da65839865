#pragma once

#include "server/app/config_table.hpp"

#include <algorithm>
#include <concepts>
#include <fmt/format.h>
#include <fmt/ranges.h>

/// How rows of the config table are made; for the files that fill it (config_table.cpp, config_guard.cpp,
/// config_media.cpp).
namespace rounds::app {

inline std::string toml_string(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

template <class Ref> Option text(std::string_view key, Ref ref, std::string_view doc, bool may_be_empty = true)
{
    return {
        key,
        may_be_empty ? "a text" : "a text that is not empty",
        doc,
        [ref, may_be_empty](Config& config, const ConfigValue& value) {
            const auto* given = std::get_if<std::string>(&value);
            if (given == nullptr || (given->empty() && !may_be_empty)) return false;
            ref(config) = *given;
            return true;
        },
        [ref](const Config& config) {
            Config copy = config;
            return toml_string(std::string(ref(copy)));
        }
    };
}

template <class Ref> Option path(std::string_view key, Ref ref, std::string_view doc)
{
    return {
        key,
        "a path",
        doc,
        [ref](Config& config, const ConfigValue& value) {
            const auto* given = std::get_if<std::string>(&value);
            if (given == nullptr || given->empty()) return false;
            ref(config) = *given;
            return true;
        },
        [ref](const Config& config) {
            Config copy = config;
            return toml_string(ref(copy).string());
        }
    };
}

template <class Ref> Option one_of(std::string_view key, Ref ref, std::vector<std::string> names, std::string_view doc)
{
    auto allowed = fmt::format("one of {}", fmt::join(names, ", "));
    return {
        key,
        std::move(allowed),
        doc,
        [ref, names](Config& config, const ConfigValue& value) {
            const auto* given = std::get_if<std::string>(&value);
            if (given == nullptr || std::ranges::find(names, *given) == names.end()) return false;
            ref(config) = *given;
            return true;
        },
        [ref](const Config& config) {
            Config copy = config;
            return toml_string(ref(copy));
        }
    };
}

template <class Ref>
Option number(std::string_view key, Ref ref, std::int64_t least, std::int64_t most, std::string_view doc)
{
    return {
        key,
        fmt::format("a whole number from {} to {}", least, most),
        doc,
        [ref, least, most](Config& config, const ConfigValue& value) {
            const auto* given = std::get_if<std::int64_t>(&value);
            if (given == nullptr || *given < least || *given > most) return false;
            auto& field = ref(config);
            field = static_cast<std::remove_reference_t<decltype(field)>>(*given);
            return true;
        },
        [ref](const Config& config) {
            Config copy = config;
            return fmt::format("{}", ref(copy));
        }
    };
}

template <class Ref> Option flag(std::string_view key, Ref ref, std::string_view doc)
{
    return {
        key,
        "true or false",
        doc,
        [ref](Config& config, const ConfigValue& value) {
            const auto* given = std::get_if<bool>(&value);
            if (given == nullptr) return false;
            ref(config) = *given;
            return true;
        },
        [ref](const Config& config) -> std::string {
            Config copy = config;
            return ref(copy) ? "true" : "false";
        }
    };
}

template <class Ref> Option list(std::string_view key, Ref ref, std::string_view doc)
{
    return {
        key,
        "a list of texts",
        doc,
        [ref](Config& config, const ConfigValue& value) {
            const auto* given = std::get_if<std::vector<std::string>>(&value);
            if (given == nullptr) return false;
            ref(config) = *given;
            return true;
        },
        [ref](const Config& config) {
            Config copy = config;
            std::vector<std::string> items;
            for (const auto& item : ref(copy)) items.push_back(toml_string(item));
            return fmt::format("[{}]", fmt::join(items, ", "));
        }
    };
}

#define ROUNDS_FIELD(member) [](Config& config) -> auto& { return config.member; }

/// Rows of sections "accounts" and "mail".
void add_accounts(std::vector<Option>& table);
/// Rows of section "sign_on".
void add_sign_on(std::vector<Option>& table);
/// Rows of section "limits" on them.
void add_account_limits(std::vector<Option>& table);
/// Rows of section "media".
void add_media(std::vector<Option>& table);
/// Rows of section "federation".
void add_federation(std::vector<Option>& table);
/// Rows of section "guard".
void add_guard(std::vector<Option>& table);

void add_retention(std::vector<Option>& table);

void add_privacy(std::vector<Option>& table);

} // namespace rounds::app
