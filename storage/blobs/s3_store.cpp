#include "storage/base/crypto.hpp"
#include "storage/blobs/blob_store.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <fstream>
#include <mutex>
#include <stdexcept>
#include <vector>

namespace rounds::storage {
namespace {

constexpr long connect_seconds = 5;
constexpr long total_seconds = 120;
constexpr std::size_t idle_handles = 8;

struct FreeList
{
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
struct FreeHandle
{
    void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, FreeHandle>;

struct Answer
{
    long status = 0;
    std::string body;
    std::size_t most = 0; ///< of the body that is kept; more ends the exchange
    curl_off_t length = -1;
};

std::size_t receive(char* bytes, std::size_t size, std::size_t count, void* target)
{
    auto& answer = *static_cast<Answer*>(target);
    const auto arrived = size * count;
    if (arrived > answer.most - answer.body.size()) return 0;
    answer.body.append(bytes, arrived);
    return arrived;
}

class S3Store final : public BlobStore
{
public:
    explicit S3Store(S3Settings settings) : settings_(std::move(settings))
    {
        static std::once_flag once;
        std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
        while (settings_.endpoint.ends_with('/')) settings_.endpoint.pop_back();
        credentials_ = settings_.access_key + ':' + settings_.secret_key;
        signature_ = "aws:amz:" + settings_.region + ":s3";
    }

    void put(std::string_view key, const std::filesystem::path& file, std::string_view media_type) override
    {
        std::ifstream in(file, std::ios::binary);
        const std::string content{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
        if (!in.good() && !in.eof()) throw std::runtime_error(file.string() + ": cannot be read");
        Request request("PUT", key);
        request.headers.push_back(fmt::format("Content-Type: {}", media_type));
        request.content = &content;
        expect(send(request), key, {200, 201, 204});
    }

    result<std::uint64_t> size(std::string_view key) override
    {
        const auto answer = send(Request("HEAD", key));
        if (answer.status == 404) return errc::not_found;
        expect(answer, key, {200});
        if (answer.length < 0) throw std::runtime_error(fmt::format("S3 tells no length of {}", key));
        return static_cast<std::uint64_t>(answer.length);
    }

    result<std::string> read(std::string_view key, std::uint64_t offset, std::size_t length) override
    {
        if (length == 0) return std::string{};
        Request request("GET", key);
        request.range = fmt::format("{}-{}", offset, offset + length - 1);
        request.most = length;
        auto answer = send(request);
        if (answer.status == 404) return errc::not_found;
        if (answer.status == 416) return std::string{};
        expect(answer, key, {200, 206});
        return std::move(answer.body);
    }

    void remove(std::string_view key) override { expect(send(Request("DELETE", key)), key, {200, 204, 404}); }

private:
    struct Request
    {
        Request(const char* verb, std::string_view name) : method(verb), key(name) {}

        const char* method;
        std::string_view key;
        std::vector<std::string> headers{};
        std::string range{};
        const std::string* content = nullptr;
        std::size_t most = 64UL * 1024; ///< errors are short
    };

    /// Gives its handle back, with the connection that it keeps open.
    class Borrowed
    {
    public:
        explicit Borrowed(S3Store& store) : store_(store), handle_(store.take()) {}
        ~Borrowed() { store_.give_back(std::move(handle_)); }
        Borrowed(const Borrowed&) = delete;
        Borrowed& operator=(const Borrowed&) = delete;
        [[nodiscard]] CURL* get() const noexcept { return handle_.get(); }

    private:
        S3Store& store_;
        Handle handle_;
    };

    Answer send(const Request& request)
    {
        const Borrowed borrowed(*this);
        auto* curl = borrowed.get();
        curl_easy_reset(curl);
        Answer answer;
        answer.most = request.most;
        const auto url = address_of(request.key);
        const std::string nothing;
        const auto& content = request.content != nullptr ? *request.content : nothing;
        std::unique_ptr<curl_slist, FreeList> headers;
        const auto add = [&](const std::string& line) {
            auto* longer = curl_slist_append(headers.get(), line.c_str());
            if (longer == nullptr) throw std::bad_alloc();
            (void)headers.release();
            headers.reset(longer);
        };
        add("x-amz-content-sha256: " + crypto::to_hex(crypto::sha256(content)));
        add("Expect:");
        for (const auto& line : request.headers) add(line);
        curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, connect_seconds);
        curl_easy_setopt(curl, CURLOPT_TIMEOUT, total_seconds);
        curl_easy_setopt(curl, CURLOPT_AWS_SIGV4, signature_.c_str());
        curl_easy_setopt(curl, CURLOPT_USERPWD, credentials_.c_str());
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
        if (request.content != nullptr) {
            curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(content.size()));
            curl_easy_setopt(curl, CURLOPT_POSTFIELDS, content.data());
        }
        if (std::string_view(request.method) == "HEAD")
            curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
        else
            curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method);
        if (!request.range.empty()) curl_easy_setopt(curl, CURLOPT_RANGE, request.range.c_str());
        const auto code = curl_easy_perform(curl);
        if (code != CURLE_OK)
            throw std::runtime_error(fmt::format("S3 {} {}: {}", request.method, request.key, curl_easy_strerror(code))
            );
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
        curl_easy_getinfo(curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &answer.length);
        return answer;
    }

    static void expect(const Answer& answer, std::string_view key, std::initializer_list<long> good)
    {
        for (const auto status : good)
            if (answer.status == status) return;
        throw std::runtime_error(fmt::format("S3 answers {} for {}", answer.status, key));
    }

    [[nodiscard]] std::string address_of(std::string_view key) const
    {
        if (!is_blob_key(key)) throw std::invalid_argument(fmt::format("\"{}\" is no key of a blob", key));
        const auto& bucket = settings_.bucket;
        return fmt::format("{}/{}{}{}", settings_.endpoint, bucket, bucket.empty() ? "" : "/", key);
    }

    Handle take()
    {
        {
            const std::lock_guard lock(mutex_);
            if (!idle_.empty()) {
                auto handle = std::move(idle_.back());
                idle_.pop_back();
                return handle;
            }
        }
        Handle handle(curl_easy_init());
        if (!handle) throw std::bad_alloc();
        return handle;
    }

    void give_back(Handle handle)
    {
        const std::lock_guard lock(mutex_);
        if (idle_.size() < idle_handles) idle_.push_back(std::move(handle));
    }

    S3Settings settings_;
    std::string credentials_;
    std::string signature_;
    std::mutex mutex_;
    std::vector<Handle> idle_;
};

} // namespace

std::unique_ptr<BlobStore> make_s3_store(S3Settings settings)
{
    return std::make_unique<S3Store>(std::move(settings));
}

} // namespace rounds::storage
