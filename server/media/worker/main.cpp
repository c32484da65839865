#include "server/media/worker/film.hpp"
#include "server/media/worker/picture.hpp"
#include "server/media/worker/program.hpp"
#include "server/media/worker/sandbox.hpp"

#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

// rounds-media: opens one file of a stranger, behind fences, and leaves what it made beside it. Started by the server
// with its folder as the present one, which holds `input`; not for people. It is a program of its own, so that the
// server never has a parser of pictures or films in its memory.

namespace rounds::media::worker {
namespace {

constexpr int no_sandbox = 20;
constexpr int wrong_use = 2;
constexpr std::size_t head_bytes = 64;
constexpr std::size_t largest_gif = 256 << 20;

Format format_of_input()
{
    const auto format = sniff(read_file(std::string(input_name), head_bytes));
    if (!format) throw Refused(Failure::unsupported, "no format that is taken");
    return *format;
}

bool needs_ffmpeg(const Format& format, const Order& order)
{
    if (order.task != Task::attachment) {
        if (format.family != Family::image) throw Refused(Failure::unsupported, "no picture");
        return false;
    }
    if (format.name == "gif") return is_animated_gif(read_file(std::string(input_name), largest_gif));
    return format.family != Family::image;
}

Made make(const Format& format, const Order& order)
{
    if (!needs_ffmpeg(format, order)) {
        begin_pictures();
        forbid_programs();
        return make_picture(std::string(input_name), format, order);
    }
    auto made = make_film(format, order);
    if (made.kind == "audio") return made;
    begin_pictures();
    forbid_programs();
    add_preview(made, poster_name, *sniff("\x89PNG\r\n\x1A\n"), order);
    return made;
}

void write_note(const Made& made)
{
    const auto note = to_note(made);
    const int file = open(std::string(note_name).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const bool written = file >= 0 && write(file, note.data(), note.size()) == static_cast<ssize_t>(note.size());
    if (!written) throw Refused(Failure::broken, "the note cannot be written");
}

int run(const std::vector<std::string>& arguments)
{
    const auto order = read_order(arguments);
    if (!order) {
        std::fputs("rounds-media is started by the server, not by hand.\n", stderr);
        return wrong_use;
    }
    try {
        enter_sandbox({order->cpu_s, order->memory_mb << 20U, order->output_bytes});
        write_note(make(format_of_input(), *order));
        return 0;
    } catch (const Refused& refused) {
        std::fprintf(stderr, "%s\n", refused.what());
        return static_cast<int>(refused.why());
    } catch (const NoSandbox& missing) {
        std::fprintf(stderr, "no sandbox: %s\n", missing.what());
        return no_sandbox;
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "%s\n", failure.what());
        return static_cast<int>(Failure::broken);
    }
}

} // namespace
} // namespace rounds::media::worker

int main(int argc, char** argv)
{
    const int code = rounds::media::worker::run(std::vector<std::string>(argv + std::min(argc, 1), argv + argc));
    // Nothing that libraries do at their end is of use here.
    _exit(code);
}
