#pragma once

#include "federation/discovery/bounded_memory.hpp"
#include "federation/discovery/single_flight.hpp"
#include "server/app/app.hpp"
#include "server/media/disk_cache.hpp"
#include "server/media/format/work.hpp"

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

namespace rounds::media {

namespace asio = boost::asio;
class Service;

/// Pictures, films and sounds of other servers: fetched when somebody here first looks at them, opened by the sandbox
/// like any upload, and kept in a bounded cache. Nobody's browser ever asks the other server (health.md: whose page was
/// read when, from where, is nobody's business).
class Remote
{
public:
    Remote(app::App& app, Service& service);

    /// What is known of a file from the tables.
    struct Source
    {
        std::string name; ///< of our own making, for the cache
        std::string url;  ///< where its origin keeps it
        Task task = Task::attachment;
    };
    enum class Variant { original, small };
    /// not_found when its origin does not give it, or gives something that is not taken; unavailable when it did not
    /// come in time: ask again later.
    [[nodiscard]] asio::awaitable<result<Cached>> find(Source source, Variant variant);

    [[nodiscard]] DiskCache& cache() noexcept { return cache_; }

private:
    /// What a fetch left in its folder.
    struct Fetched
    {
        std::filesystem::path folder;
        std::uint64_t size = 0;
        std::string head;
    };
    using Done = result<void>;

    [[nodiscard]] asio::awaitable<Done> bring(Source source);
    [[nodiscard]] asio::awaitable<result<Fetched>> fetch(const std::string& url);
    [[nodiscard]] asio::awaitable<Done> process(const Source& source, const Fetched& fetched);
    [[nodiscard]] Done keep(const std::string& name, const std::filesystem::path& folder, const Made& made);
    [[nodiscard]] asio::awaitable<result<Cached>> cached(const Source& source, Variant variant);

    app::App& app_;
    Service& service_;
    DiskCache cache_;
    discovery::SingleFlight<Done> flights_;
    discovery::BoundedMemory<bool> missing_; ///< asked for in vain lately
    std::atomic<unsigned> fetching_ = 0;
};

} // namespace rounds::media
