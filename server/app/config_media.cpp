#include "server/app/config_options.hpp"

namespace rounds::app {
namespace {

void add_media_store(std::vector<Option>& table)
{
    table.push_back(one_of(
        "media.store",
        ROUNDS_FIELD(media.store),
        {"disk", "s3"},
        "Where files of people here are kept: disk is paths.data/media, s3 any store that speaks S3."
    ));
    table.push_back(text(
        "media.s3_endpoint",
        ROUNDS_FIELD(media.s3_endpoint),
        "Address of the S3 store, https://s3.example or, with the bucket in its name, https://bucket.s3.example."
    ));
    table.push_back(
        text("media.s3_bucket", ROUNDS_FIELD(media.s3_bucket), "Bucket in the path; empty when the endpoint names it.")
    );
    table.push_back(text("media.s3_region", ROUNDS_FIELD(media.s3_region), "Region that requests are signed for."));
    table.push_back(text(
        "media.s3_credentials_file",
        ROUNDS_FIELD(media.s3_credentials_file),
        "File of two lines: access key, secret key. Readable by the server alone."
    ));
    table.push_back(number(
        "media.cache_mb",
        ROUNDS_FIELD(media.cache_mb),
        16,
        10'000'000,
        "Files of other servers kept in paths.data/media/cache; the least recently used go first."
    ));
}

} // namespace

void add_media(std::vector<Option>& table)
{
    constexpr std::int64_t gigabyte = 1 << 30;
    add_media_store(table);
    table.push_back(number(
        "media.attachments", ROUNDS_FIELD(media.attachments), 1, 16, "Pictures in a post; films and sounds come alone."
    ));
    table.push_back(number(
        "media.description_characters",
        ROUNDS_FIELD(media.description_characters),
        100,
        10'000,
        "Characters in the description of a file."
    ));
    table.push_back(
        number("media.image_bytes", ROUNDS_FIELD(media.image_bytes), 1024, gigabyte, "Largest picture, as uploaded.")
    );
    table.push_back(number(
        "media.video_bytes", ROUNDS_FIELD(media.video_bytes), 1024, gigabyte, "Largest film or sound, as uploaded."
    ));
    table.push_back(number(
        "media.image_pixels",
        ROUNDS_FIELD(media.image_pixels),
        10'000,
        200'000'000,
        "Pixels of a picture, told by its header before it is decoded."
    ));
    table.push_back(number(
        "media.video_pixels", ROUNDS_FIELD(media.video_pixels), 10'000, 50'000'000, "Pixels of a film's pictures."
    ));
    table.push_back(
        number("media.video_frame_rate", ROUNDS_FIELD(media.video_frame_rate), 1, 1000, "Pictures a second of a film.")
    );
    table.push_back(
        number("media.video_seconds", ROUNDS_FIELD(media.video_seconds), 1, 86'400, "Length of a film or sound.")
    );
    table.push_back(number(
        "media.processes",
        ROUNDS_FIELD(media.processes),
        1,
        64,
        "Sandboxed processes at once, each of which opens one file of a stranger."
    ));
    table.push_back(number(
        "media.waiting", ROUNDS_FIELD(media.waiting), 1, 100'000, "Files that may wait for them; more are answered 503."
    ));
    table.push_back(number(
        "media.memory_mb", ROUNDS_FIELD(media.memory_mb), 256, 65'536, "Address space of one such process, in MB."
    ));
    table.push_back(
        number("media.image_timeout_s", ROUNDS_FIELD(media.image_timeout_s), 1, 3600, "Longest work on one picture.")
    );
    table.push_back(number(
        "media.video_timeout_s", ROUNDS_FIELD(media.video_timeout_s), 1, 36'000, "Longest work on one film or sound."
    ));
}

} // namespace rounds::app
