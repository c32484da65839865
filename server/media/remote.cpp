#include "server/media/remote.hpp"

#include "server/media/orders.hpp"
#include "server/media/service.hpp"
#include "storage/base/guards.hpp"
#include "storage/base/log.hpp"
#include "storage/base/url.hpp"
#include "storage/domain_policies.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace rounds::media {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::size_t remembered = 10'000;
constexpr unsigned most_fetches = 32; ///< at once, all servers together; the client bounds those of one
constexpr auto long_gone = 1h;
constexpr auto not_now = 1min;
constexpr auto fetch_patience = 30s;
constexpr std::size_t head_bytes = 64;

/// A file that grows while pieces arrive.
class Growing
{
public:
    explicit Growing(const fs::path& path) : file_(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) {}
    ~Growing()
    {
        if (file_ >= 0) close(file_);
    }
    Growing(const Growing&) = delete;
    Growing& operator=(const Growing&) = delete;

    result<void> append(std::string_view piece)
    {
        if (file_ < 0) return errc::unavailable;
        if (head.size() < head_bytes) head += piece.substr(0, head_bytes - head.size());
        size += piece.size();
        while (!piece.empty()) {
            const auto written = write(file_, piece.data(), piece.size());
            if (written <= 0) return errc::unavailable;
            piece.remove_prefix(static_cast<std::size_t>(written));
        }
        return {};
    }

    std::string head;
    std::uint64_t size = 0;

private:
    int file_;
};

std::string stem_of(const Remote::Source& source, Remote::Variant variant)
{
    return source.name + (variant == Remote::Variant::small ? "-small" : "-original");
}

void remove_folder(const fs::path& folder)
{
    std::error_code ignored;
    fs::remove_all(folder, ignored);
}

class Counted
{
public:
    explicit Counted(std::atomic<unsigned>& counter) : counter_(counter), number_(++counter) {}
    ~Counted() { --counter_; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    [[nodiscard]] unsigned number() const noexcept { return number_; }

private:
    std::atomic<unsigned>& counter_;
    unsigned number_;
};

} // namespace

Remote::Remote(app::App& app, Service& service)
    : app_(app),
      service_(service),
      cache_(app.config.paths.data / "media" / "cache", std::uint64_t{app.config.media.cache_mb} << 20U),
      missing_(app.clock, remembered)
{
}

asio::awaitable<result<Cached>> Remote::cached(const Source& source, Variant variant)
{
    const auto stem = stem_of(source, variant);
    co_return co_await service_.blocking().run([&] { return cache_.find(stem); });
}

asio::awaitable<result<Cached>> Remote::find(Source source, Variant variant)
{
    auto known = co_await cached(source, variant);
    if (known) co_return known;
    if (const auto gone = missing_.find(source.name)) {
        if (*gone) co_return errc::not_found;
        co_return errc::unavailable;
    }
    Done done = errc::unavailable;
    auto turn = flights_.join(source.name);
    if (turn.leads()) {
        done = co_await bring(source);
        if (!done) {
            const bool gone = done.error() == errc::not_found;
            if (gone)
                missing_.put(source.name, true, long_gone);
            else
                missing_.put(source.name, false, not_now);
        }
        turn.land(done);
    } else {
        const auto landed = co_await turn.wait();
        if (landed) done = *landed;
    }
    if (!done) co_return done.error();
    co_return co_await cached(source, variant);
}

asio::awaitable<Remote::Done> Remote::bring(Source source)
{
    const auto url = parse_url(source.url);
    // Nobody has us ask ourselves (security.md N42).
    if (!url || !guards::hold("ourselves", url->authority() != app_.urls.domain())) co_return errc::not_found;
    const Counted counted(fetching_);
    if (counted.number() > most_fetches || service_.workshop().is_full()) co_return errc::unavailable;
    const bool unwanted = co_await app_.db.read([&](storage::Transaction& tx) {
        return storage::domain_policies::rejects_media(tx, url->authority());
    });
    if (unwanted) co_return errc::not_found;
    const auto fetched = co_await fetch(source.url);
    if (!fetched) co_return fetched.error();
    const auto done = co_await process(source, *fetched);
    co_return done;
}

asio::awaitable<result<Remote::Fetched>> Remote::fetch(const std::string& url)
{
    Fetched fetched;
    fetched.folder = co_await service_.blocking().run([&] { return service_.work().fresh(); });
    Growing file(fetched.folder / input_name);
    fetch::Options options;
    options.accept = "image/*, video/*, audio/*";
    options.max_bytes = std::max(service_.config().image_bytes, service_.config().video_bytes);
    options.deadline = fetch_patience;
    options.sink = [&file](std::string_view piece) { return file.append(piece); };
    const auto response = co_await app_.fetch.get(url, std::move(options));
    fetched.size = file.size;
    fetched.head = file.head;
    if (response && response->status == 200) co_return fetched;
    co_await service_.blocking().run([&] { remove_folder(fetched.folder); });
    if (!response && response.error() != fetch::fetch_errc::blocked && response.error() != fetch::fetch_errc::bad_url)
        co_return errc::unavailable;
    const bool later = response && (response->status >= 500 || response->status == 429);
    if (later) co_return errc::unavailable;
    co_return errc::not_found;
}

namespace {

/// Outlives the request when its patience ends first.
struct Processing
{
    Landing landing;
    result<void> done = errc::unavailable;
};

} // namespace

asio::awaitable<Remote::Done> Remote::process(const Source& source, const Fetched& fetched)
{
    const auto format = sniff(fetched.head);
    const auto family = format ? family_of_work(*format, source.task) : Family::image;
    const bool taken = format && fetched.size <= most_bytes(service_.config(), family);
    auto state = std::make_shared<Processing>();
    Job job;
    job.folder = fetched.folder;
    job.order = order_for(service_.config(), source.task, family);
    job.patience = patience_for(service_.config(), family);
    job.done = [this, state, name = source.name, folder = fetched.folder](const Outcome& outcome) {
        if (outcome.stopped)
            remove_folder(folder);
        else if (!outcome.made)
            state->done = errc::not_found;
        else
            state->done = keep(name, folder, *outcome.made);
        state->landing.land();
    };
    const bool begun = co_await service_.blocking().run([&] {
        if (taken) give_to_sandbox(job.folder);
        if (taken && service_.workshop().add(job, Workshop::Turn::later)) return true;
        remove_folder(job.folder);
        return false;
    });
    if (!taken) co_return errc::not_found;
    if (!begun) co_return errc::unavailable;
    // A long film may take longer than whoever looks wants to wait; it will be in the cache when they look again.
    const bool landed = co_await state->landing.wait(fetch_patience);
    if (!landed) co_return errc::unavailable;
    co_return state->done;
}

Remote::Done Remote::keep(const std::string& name, const fs::path& folder, const Made& made)
{
    try {
        const auto put = [&](const MadeFile& file, Variant variant) {
            if (file.name.empty()) return;
            const auto extension = fs::path(file.name).extension().string();
            cache_.put(stem_of({name, {}, {}}, variant), extension, folder / file.name);
        };
        put(made.original, Variant::original);
        put(made.small, Variant::small);
        return {};
    } catch (const std::exception& failure) {
        log::error("a file of another server cannot be cached: {}", failure.what());
        return errc::unavailable;
    }
}

} // namespace rounds::media
