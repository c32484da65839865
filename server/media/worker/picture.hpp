#pragma once

#include "server/media/format/format.hpp"
#include "server/media/format/work.hpp"

#include <stdexcept>
#include <string>

namespace rounds::media::worker {

/// Ends the process with the exit code of its reason.
class Refused : public std::runtime_error
{
public:
    Refused(Failure why, const std::string& what) : std::runtime_error(what), why_(why) {}
    [[nodiscard]] Failure why() const noexcept { return why_; }

private:
    Failure why_;
};

/// Loads libvips. Before forbid_programs(): it loads plug-ins.
void begin_pictures();

/// Decodes the picture at `path`, which has at most order.image_pixels, turns it upright, converts it to sRGB, and
/// writes what the task asks for as new files without any metadata. Throws Refused.
[[nodiscard]] Made make_picture(const std::string& path, const Format& format, const Order& order);

/// The small picture and blurhash of a picture that we made ourselves.
void add_preview(Made& made, const std::string& path, const Format& format, const Order& order);

} // namespace rounds::media::worker
