#include "federation/deliver/send.hpp"

#include "federation/signatures/sign.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::deliver {

namespace {

/// What a server answers to a POST is of no use beyond its status.
constexpr std::size_t answer_bytes = 64 << 10;

fetch::Signer signer(std::shared_ptr<const build::LocalKeys> keys, const Clock& clock, bool rfc9421)
{
    return [keys = std::move(keys), &clock, rfc9421](const fetch::Outgoing& request) {
        return rfc9421 ? signatures::sign_rfc9421(request, keys->rsa, keys->rsa_id, clock.now())
                       : signatures::sign_cavage(request, keys->rsa, keys->rsa_id, clock.now());
    };
}

boost::asio::awaitable<result<fetch::FetchResponse>> knock(const Sender& sender, const Item& item, bool rfc9421)
{
    fetch::Options options;
    options.signer = signer(item.said->keys, sender.clock, rfc9421);
    options.signing = sender.signing;
    options.deadline = sender.exchange;
    options.max_bytes = answer_bytes;
    std::string type(vocab::activity_json);
    auto response = co_await sender.client.post(item.row.inbox_url, item.said->body, type, std::move(options));
    co_return response;
}

Verdict judged(const Sender& sender, const Item& item, const result<fetch::FetchResponse>& response)
{
    Reply reply;
    if (response) {
        reply.status = static_cast<int>(response->status);
        reply.retry_after = response->header("retry-after");
    } else {
        reply.error = response.error();
    }
    const auto now = sender.clock.now();
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(now - item.row.created_at);
    return judge(reply, item.row.attempts, age, now, sender.rules, sender.random);
}

} // namespace

boost::asio::awaitable<Result> send(const Sender& sender, Item item, bool rfc9421)
{
    auto response = co_await knock(sender, item, rfc9421);
    auto verdict = judged(sender, item, response);
    std::optional<bool> news;
    if (verdict.knock_again) {
        auto second = co_await knock(sender, item, !rfc9421);
        const auto other = judged(sender, item, second);
        // Only a yes proves that the scheme was what it disliked.
        if (other.row == Verdict::Row::done) {
            verdict = other;
            response = std::move(second);
            news = !rfc9421;
        }
    }
    Result result;
    result.item = std::move(item);
    result.verdict = verdict;
    result.rfc9421 = news;
    if (response)
        result.status = static_cast<int>(response->status);
    else
        result.error = response.error().message();
    co_return result;
}

} // namespace rounds::deliver
