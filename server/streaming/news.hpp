#pragma once

#include "server/api/shown.hpp"
#include "server/app/event_reader.hpp"
#include "server/streaming/registry.hpp"
#include "storage/timelines.hpp"

#include <chrono>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rounds::streaming {

/// A few events about posts on their way to those who listen. Three steps: whom each may concern (memory only), who of
/// them gets it (the rules of the timelines and of visibility, for all of them at once), and the sending.
class PostNews
{
public:
    using Facts = storage::streams::Facts;

    /// Nothing older is news: what arrives late is found in the timelines by its date.
    static constexpr std::chrono::hours longest_delay{24};

    PostNews(const Registry& registry, api::State& state, Time now) : registry_(registry), state_(state), now_(now) {}

    /// One of status, status.update and status.delete, in the order of events.
    void add(const storage::events::Event& event, const Facts& post);
    [[nodiscard]] bool empty() const noexcept { return parcels_.empty(); }
    /// May be called again after a transaction that failed.
    void decide(storage::Transaction& tx);
    void send() const;

private:
    enum class Rule : std::uint8_t { none, home, open, list };
    /// An event for one stream of one client.
    struct Parcel
    {
        Client* client;
        Stream stream;
        StatusId status;
        std::string_view event;
        Rule rule;
        bool boost;
    };
    struct Shape
    {
        std::string_view event;
        const Facts* post;
    };

    void add_home(const Shape& shape);
    void add_lists(const Shape& shape);
    void add_public(const Shape& shape);
    void add_tags(const Shape& shape);
    void put(Client& client, const Stream& stream, const Shape& shape, Rule rule);
    [[nodiscard]] bool wanted(const Parcel& parcel) const;

    const Registry& registry_;
    api::State& state_;
    Time now_;
    std::vector<Parcel> parcels_;
    std::vector<storage::Reading> home_; ///< what decide() let pass; sorted
    std::vector<storage::Reading> open_;
    std::vector<storage::timelines::ListReading> lists_;
    std::unordered_map<AccountId, api::Shown> shown_;
};

} // namespace rounds::streaming
