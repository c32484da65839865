#pragma once

#include "admin/console/words.hpp"
#include "server/app/context.hpp"
#include "server/http/message.hpp"
#include "storage/pg/transaction.hpp"

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

/// The operator's pages below /console. They need no scripts, and a browser session of staff, which ends after fifteen
/// minutes without a request (storage/sessions).
namespace rounds::console {

/// A request of somebody who may make it.
struct Visit
{
    app::Context& ctx;
    const Words& words;
    bool admin = false;  ///< else a moderator
    bool opens = false;  ///< has the right of break-glass
    bool safety = false; ///< is a safety contact: sees the queue of adverse events

    [[nodiscard]] app::App& app() const noexcept { return ctx.app(); }
};

/// One of the console's pages: templates/<name>.html in the console's layout. `title` is a key of the words, and
/// `problem` another, of what was wrong with a form. Every template has w, form_token, admin and problem.
struct Shown
{
    std::string_view name;
    std::string_view title;
    json::object values{};
    std::string_view problem{};
    std::string_view script{}; ///< name of an asset (server/web/key_form.hpp); empty: none
};
[[nodiscard]] http::Response page(const Visit& visit, Shown shown);
/// HTML of a part of a page: templates/<name>.html alone. It has w and form_token.
[[nodiscard]] std::string piece(const Visit& visit, std::string_view name, json::object values);

/// THE way by which the console changes anything: one transaction, and an entry in the audit log of who did what
/// ("report.handle") to what: `on` is an id, or the domain of a policy. An error of `body` undoes it all and is
/// returned.
[[nodiscard]] boost::asio::awaitable<result<void>>
perform(const Visit& visit, std::string what, std::string on, std::function<result<void>(storage::Transaction&)> body);

/// An entry in the audit log for what `perform` cannot tell: the visitor did `what` ("ip_block.create") to `target`.
void note(const Visit& visit, storage::Transaction& tx, std::string_view what, std::int64_t target);

/// After an act: back to `path`, or an error page.
[[nodiscard]] http::Response done(const Visit& visit, const result<void>& outcome, std::string_view path);

/// "2026-11-22 09:00 UTC"; empty for nothing.
[[nodiscard]] std::string when(std::optional<Time> time);

} // namespace rounds::console
