#include "server/social/passwords.hpp"

#include "storage/base/resume.hpp"

#include <array>
#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <sodium.h>
#include <stdexcept>
#include <thread>
#include <vector>

namespace rounds::social {
namespace {

namespace asio = boost::asio;

void start_sodium()
{
    // Safe to call again and from several threads.
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised");
}

bool acceptable(std::string_view password) noexcept
{
    return !password.empty() && password.size() <= longest_password;
}

std::string argon2id(std::string_view password, const PasswordCost& cost)
{
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str_alg(
            out.data(), password.data(), password.size(), cost.passes, cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13
        ) != 0)
        throw std::runtime_error("no memory to hash a password");
    return out.data();
}

} // namespace

struct Passwords::Impl
{
    using Job = std::move_only_function<void()>;

    Impl(unsigned count, std::size_t most_waiting, PasswordCost given);
    ~Impl();
    bool submit(Job job);
    void serve();
    [[nodiscard]] Verdict compare(const std::string& password, const std::string& hash) const;
    /// Runs `work` on one of the threads and resumes the caller on its own executor.
    template <class T, class Work> asio::awaitable<result<T>> run(Work work);

    std::size_t waiting;
    PasswordCost cost;
    std::string nobody; ///< a hash that no password fits, for people who do not exist
    std::mutex mutex;
    std::condition_variable work_or_stop;
    std::deque<Job> queue;
    bool stopping = false;
    std::vector<std::thread> threads;
};

Passwords::Impl::Impl(unsigned count, std::size_t most_waiting, PasswordCost given) : waiting(most_waiting), cost(given)
{
    start_sodium();
    std::array<char, 32> unknown{};
    randombytes_buf(unknown.data(), unknown.size());
    nobody = argon2id({unknown.data(), unknown.size()}, cost);
    for (unsigned i = 0; i < count; ++i) threads.emplace_back([this] { serve(); });
}

Passwords::Impl::~Impl()
{
    {
        const std::scoped_lock lock(mutex);
        stopping = true;
    }
    work_or_stop.notify_all();
    for (auto& thread : threads) thread.join();
}

bool Passwords::Impl::submit(Job job)
{
    {
        const std::scoped_lock lock(mutex);
        if (stopping || queue.size() >= waiting) return false;
        queue.push_back(std::move(job));
    }
    work_or_stop.notify_one();
    return true;
}

void Passwords::Impl::serve()
{
    for (;;) {
        Job job;
        {
            std::unique_lock lock(mutex);
            work_or_stop.wait(lock, [this] { return stopping || !queue.empty(); });
            if (queue.empty()) return; // what was taken on is finished before the threads end
            job = std::move(queue.front());
            queue.pop_front();
        }
        job();
    }
}

Passwords::Verdict Passwords::Impl::compare(const std::string& password, const std::string& hash) const
{
    const auto& kept = hash.empty() ? nobody : hash;
    const bool fits = crypto_pwhash_str_verify(kept.c_str(), password.data(), password.size()) == 0;
    Verdict verdict;
    verdict.correct = fits && !hash.empty();
    verdict.outdated =
        verdict.correct && crypto_pwhash_str_needs_rehash(kept.c_str(), cost.passes, cost.memory_bytes) != 0;
    return verdict;
}

template <class T, class Work> asio::awaitable<result<T>> Passwords::Impl::run(Work work)
{
    const auto start = [this, &work](auto handler) {
        auto resume = storage::resumer<result<T>>(std::move(handler));
        const auto shared = std::make_shared<decltype(resume)>(std::move(resume));
        const auto answer = [shared](result<T> value) { (*shared)(nullptr, std::move(value)); };
        const bool taken = submit([answer, work = std::move(work)] {
            try {
                answer(work());
            } catch (const std::exception&) {
                answer(errc::unavailable); // no memory for one more hash
            }
        });
        if (!taken) answer(errc::too_many);
    };
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr, result<T>)>(
        start, asio::use_awaitable
    );
}

Passwords::Passwords(unsigned threads, std::size_t waiting, PasswordCost cost)
    : impl_(std::make_unique<Impl>(threads, waiting, cost))
{
}
Passwords::~Passwords() = default;

asio::awaitable<result<Passwords::Verdict>> Passwords::verify(std::string password, std::string hash)
{
    if (!acceptable(password)) co_return errc::invalid_argument;
    // The work owns what it needs: the caller may be gone before its turn comes.
    auto work = [impl = impl_.get(), password = std::move(password), hash = std::move(hash)] {
        return result<Verdict>(impl->compare(password, hash));
    };
    co_return co_await impl_->run<Verdict>(std::move(work));
}

asio::awaitable<result<std::string>> Passwords::hash(std::string password)
{
    if (!acceptable(password)) co_return errc::invalid_argument;
    auto work = [impl = impl_.get(), password = std::move(password)] {
        return result<std::string>(argon2id(password, impl->cost));
    };
    co_return co_await impl_->run<std::string>(std::move(work));
}

result<std::string> hash_password(std::string_view password, const PasswordCost& cost)
{
    if (!acceptable(password)) return errc::invalid_argument;
    start_sodium();
    return argon2id(password, cost);
}

} // namespace rounds::social
