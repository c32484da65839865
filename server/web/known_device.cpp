#include "server/web/known_device.hpp"

#include "server/app/app.hpp"
#include "server/http/cookies.hpp"
#include "storage/base/crypto.hpp"

#include <chrono>

namespace rounds::web {
namespace {

constexpr std::string_view device_cookie = "rounds_device";
constexpr std::string_view sealed_as = "cookie rounds_device";

} // namespace

std::optional<KnownDevice> known_device(const app::Context& ctx)
{
    const auto value = http::find_cookie(ctx.request(), device_cookie);
    if (!value) return std::nullopt;
    const auto sealed = crypto::from_base64(*value);
    if (!sealed) return std::nullopt;
    const auto opened = ctx.app().secrets.open(*sealed, sealed_as);
    if (!opened) return std::nullopt;
    const auto space = opened->find(' ');
    if (space == std::string::npos) return std::nullopt;
    const auto account = parse_id<AccountId>(opened->substr(0, space));
    if (!account) return std::nullopt;
    return KnownDevice{*account, opened->substr(space + 1)};
}

std::string remember_device(const app::Context& ctx, AccountId account)
{
    const auto known = known_device(ctx);
    const auto id = known && known->account == account ? known->id : crypto::random_token();
    const auto sealed = ctx.app().secrets.seal(to_string(account) + ' ' + id, sealed_as);
    return http::set_cookie(device_cookie, crypto::to_base64url(sealed), ctx.request().secure, std::chrono::days{365});
}

} // namespace rounds::web
