#pragma once

#include "server/app/context.hpp"
#include "server/http/message.hpp"
#include "server/web/words.hpp"
#include "storage/base/json.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace rounds::app {
struct Config;
}

namespace rounds::web {

/// What a handler says about its page; the layout does the rest.
struct Page
{
    std::string title;
    std::string body; ///< HTML of the main part, from render()
    unsigned status = 200;
    std::string description = {};             ///< one sentence for search engines and link previews
    std::string canonical = {};               ///< absolute address; empty: none
    std::optional<std::string> activity = {}; ///< id of the ActivityPub twin (Link: rel="alternate")
    std::string structured_data = {};         ///< JSON-LD text; empty: none
    std::string form_target = {};             ///< where else a form may lead (CSP form-action); empty: nowhere
    std::string script = {}; ///< a file of static/ that makes the page nicer, and listens to this server; empty: none
    bool hidden = false;     ///< not for search engines
};

/// The page in the layout and the reader's language: landmarks, skip link, navigation, log-in state.
[[nodiscard]] http::Response respond(const app::Context& ctx, const Page& page);

/// A page that says in our words what went wrong; needs neither database nor log-in. In English.
[[nodiscard]] http::Response error_page(const app::Config& config, unsigned status);
/// The same in the reader's language, with a sentence of the handler's when it has a better one.
[[nodiscard]] http::Response error_page(const app::Context& ctx, unsigned status, std::string_view message = {});

} // namespace rounds::web
