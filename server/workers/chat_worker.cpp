#include "server/workers/chat_worker.hpp"

#include "server/knowledge/chats.hpp"
#include "storage/chats.hpp"

#include <algorithm>
#include <optional>

namespace rounds::workers {

ChatWorker::ChatWorker(Parts parts, Settings settings)
    : parts_(std::move(parts)),
      settings_(settings),
      worker_("chats", 1, [this](const std::stop_token&) { return step(); })
{
}

ChatWorker::~ChatWorker()
{
    stop();
}

void ChatWorker::wake() noexcept
{
    worker_.wake();
}

void ChatWorker::stop()
{
    worker_.stop();
}

std::chrono::milliseconds ChatWorker::step()
{
    const auto now = parts_.clock.now();
    std::optional<Time> next;
    const auto done = parts_.db.transact_blocking([&](storage::Transaction& tx) {
        const auto count = knowledge::run_due(tx, parts_.urls, now);
        next = storage::chats::next_due(tx);
        return count;
    });
    if (done > 0) {
        if (parts_.on_posts) parts_.on_posts();
        return std::chrono::milliseconds{0};
    }
    if (!next) return settings_.poll;
    // Rounded up: a rest that ends a moment early would find nothing due and go round once more.
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(*next - now);
    return wait <= wait.zero() ? settings_.retry : std::min(wait, settings_.poll);
}

} // namespace rounds::workers
