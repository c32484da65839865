#include "federation/fetch/error.hpp"

#include <boost/system/error_category.hpp>

namespace rounds::fetch {
namespace {

const char* name_of(fetch_errc code) noexcept
{
    switch (code) {
    case fetch_errc::bad_url:
        return "bad_url";
    case fetch_errc::blocked:
        return "blocked";
    case fetch_errc::dns:
        return "dns";
    case fetch_errc::connect:
        return "connect";
    case fetch_errc::tls:
        return "tls";
    case fetch_errc::timeout:
        return "timeout";
    case fetch_errc::too_large:
        return "too_large";
    case fetch_errc::redirect:
        return "redirect";
    case fetch_errc::protocol:
        return "protocol";
    case fetch_errc::busy:
        return "busy";
    case fetch_errc::not_activity:
        return "not_activity";
    }
    return "unknown";
}

class FetchCategory final : public boost::system::error_category
{
public:
    [[nodiscard]] const char* name() const noexcept override { return "fetch"; }
    [[nodiscard]] std::string message(int code) const override { return name_of(static_cast<fetch_errc>(code)); }
};

const boost::system::error_category& category() noexcept
{
    static const FetchCategory instance;
    return instance;
}

} // namespace

boost::system::error_code make_error_code(fetch_errc code) noexcept
{
    return {static_cast<int>(code), category()};
}

const char* outcome_name(boost::system::error_code code) noexcept
{
    if (!code) return "ok";
    return code.category() == category() ? name_of(static_cast<fetch_errc>(code.value())) : "other";
}

} // namespace rounds::fetch
