#pragma once

#include "server/app/context.hpp"
#include "storage/base/json.hpp"

#include <string_view>

namespace rounds::web {

/// A page that says what has happened, with one way to go on; texts are keys of the catalogue.
struct Notice
{
    std::string_view heading;
    std::string_view text;
    std::string_view link{}; ///< path; empty: none
    std::string_view link_text{};
};
[[nodiscard]] http::Response notice_page(const app::Context& ctx, const Notice& notice, unsigned status = 200);

/// A page in the reader's language: `values` get "t", and where the page has a form for a security key its script is
/// named. `title` and `problem` are texts of the catalogue. `stranger`: the form belongs to who is not logged in.
struct FormPage
{
    std::string_view name;  ///< of the template
    std::string_view title; ///< key of the catalogue
    json::object values{};
    std::string_view problem{}; ///< key of the catalogue; empty: nothing is wrong
    bool stranger = false;
    std::string_view script{};
};
[[nodiscard]] http::Response form_page(const app::Context& ctx, FormPage page);

/// A page with a form for who is not logged in: `values` get "t" and "stranger_token", and the browser its cookie.
/// `title` is a key of the catalogue.
[[nodiscard]] http::Response stranger_form_page(
    const app::Context& ctx, std::string_view name, std::string_view title, json::object values, unsigned status = 200
);
/// A page below /settings: `values` get "t", "form_token" and "problem", a sentence; with "key_fields" the page runs
/// the script for them. `title` is a key of the catalogue.
[[nodiscard]] http::Response settings_page(
    const app::Context& ctx,
    std::string_view name,
    std::string_view title,
    json::object values,
    std::string_view problem
);

} // namespace rounds::web
