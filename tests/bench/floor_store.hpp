#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace rounds::bench {

/// One verified activity on its way to the disk.
struct Accepted
{
    std::string uri;
    std::string actor;
    std::string body;
    std::function<void(bool stored)> done; ///< called on the writer's thread once it is durable
};

/// The least that storing can mean: one writer, a libpq pipeline, one commit for whatever has gathered, five statements
/// each in one function of the database.
class FloorStore
{
public:
    /// Makes the tables in an empty database. Throws std::runtime_error.
    explicit FloorStore(std::string url);
    ~FloorStore();

    void add(Accepted accepted);

private:
    void write_all();

    std::string url_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Accepted> queue_;
    bool ending_ = false;
    std::thread writer_;
};

} // namespace rounds::bench
