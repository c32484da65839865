#pragma once

#include "storage/base/error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What passes between the server and the process that opens files of strangers (server/media/worker): an order on its
/// command line, files in its folder, and a note of what it made. The note is read as something from outside.
namespace rounds::media {

enum class Task {
    attachment, ///< a file for a post: the file itself and a small picture of it
    thumbnail,  ///< a small picture alone, chosen by the uploader
    avatar,     ///< a square picture of an account
    header      ///< the wide picture of an account's page
};

struct Order
{
    Task task = Task::attachment;
    std::uint64_t image_pixels = 0;
    std::uint64_t video_pixels = 0;
    unsigned video_frame_rate = 0;
    unsigned video_seconds = 0;
    std::uint64_t output_bytes = 0; ///< of one file that is made
    std::uint64_t memory_mb = 0;
    unsigned cpu_s = 0;
};
[[nodiscard]] std::vector<std::string> to_arguments(const Order& order);
/// Nothing when an argument is none of ours.
[[nodiscard]] std::optional<Order> read_order(const std::vector<std::string>& arguments);

/// Names in the folder of the process.
inline constexpr std::string_view input_name = "input";
inline constexpr std::string_view note_name = "note.json";

/// A picture, film or sound that was made.
struct MadeFile
{
    std::string name; ///< "original.jpg"; empty: none
    int width = 0;    ///< pixels; 0 for sound
    int height = 0;
};

struct Made
{
    std::string kind; ///< image, gifv, video, audio
    MadeFile original;
    MadeFile small;
    std::string blurhash;
    std::optional<double> duration; ///< seconds
    std::optional<double> frame_rate;
    std::optional<int> bitrate; ///< bits per second
};
[[nodiscard]] std::string to_note(const Made& made);
/// invalid_argument unless every value is one that the process may say: names of our own making, sizes in bounds.
[[nodiscard]] result<Made> read_note(std::string_view text);

/// Why nothing was made; the exit code of the process.
enum class Failure : int {
    unsupported = 10, ///< no format that is taken
    too_large = 11,   ///< too many pixels, frames or seconds
    broken = 12       ///< cannot be read to its end, or reading it broke the process
};
[[nodiscard]] std::string_view to_string(Failure failure) noexcept;
[[nodiscard]] Failure failure_of_exit(int code) noexcept;

/// The media type of what we make, by the extension we gave it: jpg, png, webp, mp4, mp3. Empty for all else.
[[nodiscard]] std::string_view type_of_made(std::string_view name) noexcept;

} // namespace rounds::media
