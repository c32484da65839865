#include "tests/support/mail_sink.hpp"

#include "storage/base/text.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace rounds::test {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

std::string read_file(const fs::path& file)
{
    std::ifstream in(file);
    std::ostringstream content;
    content << in.rdbuf();
    return content.str();
}

std::uint16_t read_port(int descriptor)
{
    std::string line;
    char c = 0;
    while (read(descriptor, &c, 1) == 1 && c != '\n') line += c;
    const auto port = text::parse_int(line);
    if (!port) throw std::runtime_error("the mail server does not start (python3-aiosmtpd, tests/packages.txt)");
    return static_cast<std::uint16_t>(*port);
}

} // namespace

MailSink::MailSink(const Tls* tls)
{
    const std::string script = std::string(ROUNDS_SOURCE_DIR) + "/tests/support/mail_sink.py";
    std::vector<std::string> words{"/usr/bin/python3", "-B", script, folder_.path()};
    if (tls != nullptr)
        for (const auto& word : {tls->certificate_file, tls->key_file, tls->user, tls->password}) words.push_back(word);
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    int to_child[2];
    int from_child[2];
    if (pipe2(to_child, O_CLOEXEC) != 0 || pipe2(from_child, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    process_ = fork();
    if (process_ == 0) {
        dup2(to_child[0], STDIN_FILENO);
        dup2(from_child[1], STDOUT_FILENO);
        execv(arguments[0], arguments.data());
        _exit(127);
    }
    close(to_child[0]);
    close(from_child[1]);
    input_ = to_child[1];
    port_ = read_port(from_child[0]);
    close(from_child[0]);
}

MailSink::~MailSink()
{
    close(input_); // it ends by itself
    kill(process_, SIGTERM);
    int status = 0;
    waitpid(process_, &status, 0);
}

std::vector<ReceivedMail> MailSink::mails() const
{
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder_.path()))
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    std::ranges::sort(files);
    std::vector<ReceivedMail> all;
    for (const auto& file : files) {
        const auto message = json::parse(read_file(file)).as_object();
        ReceivedMail mail;
        mail.from = message.at("from").as_string();
        mail.to = message.at("to").as_array().front().as_string();
        mail.tls = message.at("tls").as_bool();
        mail.user = message.at("user").as_string();
        mail.content = message.at("content").as_string();
        all.push_back(std::move(mail));
    }
    return all;
}

std::string ReceivedMail::header(const std::string& name) const
{
    const auto end = content.find("\r\n\r\n");
    const auto head = "\r\n" + content.substr(0, end);
    const auto at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    auto value = head.substr(at + name.size() + 4);
    for (auto stop = value.find("\r\n"); stop != std::string::npos; stop = value.find("\r\n", stop)) {
        if (value.size() > stop + 2 && value[stop + 2] == ' ') {
            value.erase(stop, 2);
            continue;
        }
        value.resize(stop);
        break;
    }
    return value;
}

std::string ReceivedMail::body() const
{
    const auto encoded = content.substr(content.find("\r\n\r\n") + 4);
    std::string out;
    for (std::size_t i = 0; i < encoded.size(); ++i) {
        if (encoded[i] == '\r') continue;
        if (encoded[i] != '=') {
            out += encoded[i];
            continue;
        }
        if (encoded.compare(i, 3, "=\r\n") != 0)
            out += static_cast<char>(std::stoi(encoded.substr(i + 1, 2), nullptr, 16));
        i += 2;
    }
    return out;
}

std::string ReceivedMail::token() const
{
    const auto text = body();
    const auto at = text.find("?token=");
    if (at == std::string::npos) return {};
    const auto start = at + 7;
    return text.substr(start, text.find_first_of("\n ", start) - start);
}

} // namespace rounds::test
