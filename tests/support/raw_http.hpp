#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rounds::test {

/// An answer as it came over the wire. Chunked bodies are put together, gzip is left alone.
struct RawResponse
{
    unsigned status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    /// The first field of this name (any case), else empty.
    [[nodiscard]] std::string header(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;
};

/// A client that sends exactly the bytes it is told, for requests that no library would make. Loopback only; every wait
/// ends after ten seconds.
class RawClient
{
public:
    /// Throws std::runtime_error when the connection is refused.
    explicit RawClient(std::uint16_t port, std::string_view address = "127.0.0.1");
    ~RawClient();
    RawClient(RawClient&&) noexcept;

    /// TLS on this connection, without checking the certificate; false when the handshake fails.
    [[nodiscard]] bool start_tls(int newest_version = 0);
    /// SHA-256 of the peer's certificate, hexadecimal.
    [[nodiscard]] std::string peer_certificate() const;

    /// False when the peer has closed.
    bool send(std::string_view bytes);
    void finish_sending();
    /// Nothing when the connection ends or ten seconds pass before the answer is complete. `to_head`: no body follows.
    [[nodiscard]] std::optional<RawResponse> read(bool to_head = false);
    /// Waits for at least one more byte; all that was received and not yet read as an answer. Nothing when the
    /// connection ends or ten seconds pass.
    [[nodiscard]] std::string* more();
    /// What was received already.
    [[nodiscard]] std::string& buffered();
    /// send and read.
    [[nodiscard]] std::optional<RawResponse> ask(std::string_view bytes, bool to_head = false);
    /// Waits for the end of the connection, throwing away what still arrives. False after ten seconds.
    [[nodiscard]] bool closed();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// "METHOD path HTTP/1.1" with Host: rounds.test and the given lines, each of which ends with "\r\n".
[[nodiscard]] std::string
raw_request(std::string_view method, std::string_view target, std::string_view lines = {}, std::string_view body = {});

/// Resident memory of this process in bytes; under AddressSanitizer, which keeps what was freed, what is allocated.
[[nodiscard]] std::size_t memory_in_use();

struct CertificateFiles
{
    std::filesystem::path certificate;
    std::filesystem::path key;
};

/// Writes a new self-signed P-256 certificate for `name` and its key into `folder`, replacing what is there.
CertificateFiles write_certificate(const std::filesystem::path& folder, const std::string& name);

/// A new empty folder, removed at the end.
class ScratchFolder
{
public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace rounds::test
