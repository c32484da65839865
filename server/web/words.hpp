#pragma once

#include "server/app/context.hpp"
#include "storage/base/json.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace rounds::web {

/// The languages that pages speak.
enum class Language : std::uint8_t { english, spanish };

[[nodiscard]] std::string_view code_of(Language language) noexcept; ///< "en"
/// What the reader asks for: ?lang=, else what they chose so before (a cookie), else the first of Accept-Language that
/// there is; else the first language of the instance.
[[nodiscard]] Language language_of(const app::Context& ctx);
/// The first language of an Accept-Language that there is, else `otherwise`.
[[nodiscard]] Language
preferred_language(std::string_view accept_language, Language otherwise = Language::english) noexcept;
/// The Set-Cookie value by which the choice of a request with ?lang= is kept; empty when it has none.
[[nodiscard]] std::string language_cookie(const app::Context& ctx);

/// The whole catalogue (words.tsv) in a language: templates read {{t.key}}.
[[nodiscard]] const json::object& words(Language language);
/// One text of it. Throws std::logic_error when there is none, which a test rules out for all that is asked for.
[[nodiscard]] std::string_view word(Language language, std::string_view key);
/// The same in the language of who asked.
[[nodiscard]] std::string_view say(const app::Context& ctx, std::string_view key);

} // namespace rounds::web
