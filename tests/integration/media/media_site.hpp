#pragma once

#include "server/media/service.hpp"
#include "tests/integration/api/api_site.hpp"
#include "tests/support/http_server.hpp"
#include "tests/support/pictures.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace rounds::test {

/// The path of an address of this instance.
inline std::string path_of(const json::value& address)
{
    return std::string(address.as_string()).substr(base_url.size());
}

class MediaTest : public ApiTest
{
protected:
    static http::Response send_file(
        Phone& by, const std::string& content, const std::string& name = "x.png", const std::string& version = "v2"
    )
    {
        return by.send_parts(http::Method::post, "/api/" + version + "/media", {{"file", content, name}});
    }
    /// An upload that is ready; what the server says of it.
    static json::value upload(Phone& by, const std::string& content, const std::string& name = "x.png")
    {
        const auto answer = send_file(by, content, name, "v1");
        EXPECT_EQ(answer.status, 200U) << answer.body;
        return json::parse(answer.body);
    }
    static std::string error_of(const http::Response& answer)
    {
        EXPECT_EQ(answer.status, 422U) << answer.body;
        return std::string(json::parse(answer.body).at("error").as_string());
    }
    /// The bytes behind an address of the server, as anybody gets them.
    static http::Response fetch(const json::value& address, Fields headers = {})
    {
        return site->send(make_request(http::Method::get, path_of(address), headers));
    }
    /// All bytes of a response, also those that would be written piece by piece.
    static std::string whole(const json::value& address)
    {
        std::string bytes;
        const auto first = fetch(address, {{"Range", "bytes=0-0"}});
        const std::string range(first.headers.get("Content-Range"));
        const auto size = std::stoull(range.substr(range.find('/') + 1));
        constexpr unsigned long long piece = 100'000;
        while (bytes.size() < size) {
            const auto last = std::min(size, bytes.size() + piece) - 1;
            bytes +=
                fetch(address, {{"Range", "bytes=" + std::to_string(bytes.size()) + '-' + std::to_string(last)}}).body;
        }
        return bytes;
    }
    /// Nothing that is stored holds the text; what was handed over in a temporary file goes a moment after the answer.
    static bool nothing_stored_holds(std::string_view text)
    {
        return eventually([&] { return all_stored().find(text) == std::string::npos; });
    }
    /// Every byte below the folder of media.
    static std::string all_stored()
    {
        std::string bytes;
        const auto folder = site->app().config.paths.data / "media";
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
            if (!entry.is_regular_file()) continue;
            std::ifstream in(entry.path(), std::ios::binary);
            bytes.append(std::istreambuf_iterator<char>(in), {});
        }
        return bytes;
    }
};

} // namespace rounds::test
