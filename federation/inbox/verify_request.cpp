#include "federation/inbox/verify_request.hpp"

#include "federation/signatures/fault.hpp"
#include "storage/base/url.hpp"

#include <algorithm>

namespace rounds::inbox {

asio::awaitable<result<std::string>> find_signer(
    discovery::Resolver& resolver, const signatures::RequestSignature& signature, const signatures::RequestView& request
)
{
    const auto key = co_await resolver.find_key(signature.key_id);
    if (!key) co_return key.error();
    const auto matched = signatures::matches(signature, request, key->key);
    if (matched) co_return key->owner;
    const auto again = co_await resolver.refresh_key(signature.key_id);
    if (!again || again->key == key->key) co_return matched.error();
    const auto rematched = signatures::matches(signature, request, again->key);
    if (!rematched) co_return rematched.error();
    co_return again->owner;
}

asio::awaitable<result<std::string>> verify_request(const Verification& with, const signatures::RequestView& request)
{
    const auto signature = signatures::parse(request);
    if (!signature) co_return signature.error();
    const auto key_url = parse_url(signature->key_id);
    if (!key_url) co_return signatures::fault::malformed;
    const auto checked = signatures::check(*signature, request, with.clock, with.our_hosts);
    if (!checked) co_return checked.error();
    if (std::ranges::find(with.our_hosts, key_url->authority()) != with.our_hosts.end())
        co_return signatures::fault::bad_signature;
    if (!with.host_allowed(key_url->authority())) co_return errc::forbidden;
    co_return co_await find_signer(with.resolver, *signature, request);
}

} // namespace rounds::inbox
