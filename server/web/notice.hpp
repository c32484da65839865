#pragma once

#include "server/app/context.hpp"
#include "storage/base/json.hpp"

#include <string_view>

namespace rounds::web {

/// A page that says what has happened, with one way to go on.
struct Notice
{
    std::string_view heading;
    std::string_view text;
    std::string_view link{}; ///< path; empty: none
    std::string_view link_text{};
};
[[nodiscard]] http::Response notice_page(const app::Context& ctx, const Notice& notice, unsigned status = 200);

/// A page with a form for who is not logged in: `values` get "stranger_token", and the browser its cookie.
[[nodiscard]] http::Response stranger_form_page(
    const app::Context& ctx, std::string_view name, std::string_view title, json::object values, unsigned status = 200
);
/// A page below /settings: `values` get "form_token" and "problem".
[[nodiscard]] http::Response settings_page(
    const app::Context& ctx,
    std::string_view name,
    std::string_view title,
    json::object values,
    std::string_view problem
);

} // namespace rounds::web
