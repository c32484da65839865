#include "server/media/orders.hpp"

namespace rounds::media {

Family family_of_work(const Format& format, Task task) noexcept
{
    return format.name == "gif" && task == Task::attachment ? Family::video : format.family;
}

std::size_t most_bytes(const app::Config::Media& config, Family family)
{
    return family == Family::image ? config.image_bytes : config.video_bytes;
}

std::chrono::seconds patience_for(const app::Config::Media& config, Family family)
{
    return std::chrono::seconds(family == Family::image ? config.image_timeout_s : config.video_timeout_s);
}

Order order_for(const app::Config::Media& config, Task task, Family family)
{
    Order order;
    order.task = task;
    order.image_pixels = config.image_pixels;
    order.video_pixels = config.video_pixels;
    order.video_frame_rate = config.video_frame_rate;
    order.video_seconds = config.video_seconds;
    // What comes out may be larger than what went in, but not without end.
    order.output_bytes = 4 * std::max(config.image_bytes, config.video_bytes);
    order.memory_mb = config.memory_mb;
    // Two cores at most: more time than that is not to be had within the patience.
    order.cpu_s = 2 * static_cast<unsigned>(patience_for(config, family).count());
    return order;
}

} // namespace rounds::media
