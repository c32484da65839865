#pragma once

#include "server/app/config.hpp"

#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rounds::app {

/// A setting that cannot be used: the message names the key, the value and what is allowed.
class ConfigError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

using ConfigValue = std::variant<std::string, std::int64_t, bool, std::vector<std::string>>;

/// One setting: its name "section.key", what it takes, what it means.
struct Option
{
    std::string_view key;
    std::string allowed; ///< "1 to 65535", "consortium, open or closed", "a list of texts"
    std::string_view doc;
    std::function<bool(Config&, const ConfigValue&)> set; ///< false when the value is not allowed
    std::function<std::string(const Config&)> as_toml;    ///< the present value as a TOML literal
};

/// All settings, in the order of the sample file.
[[nodiscard]] std::span<const Option> config_table();

/// Reads a TOML file (empty path: none), then the environment (ROUNDS_SECTION_KEY; lists separated by commas), then
/// checks what must be there. Throws ConfigError. Unknown keys and unknown ROUNDS_ variables are errors.
[[nodiscard]] Config load_config(const std::filesystem::path& file);

/// deploy/config.example.toml: every key with its documentation and default.
[[nodiscard]] std::string example_config();

} // namespace rounds::app
