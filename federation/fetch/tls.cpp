#include "federation/fetch/tls.hpp"

#include "storage/base/guards.hpp"

#include <boost/asio/ip/address.hpp>
#include <openssl/x509v3.h>

namespace rounds::fetch {
namespace {

namespace asio = boost::asio;

constexpr int security_level = 2;

int tag_index()
{
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

int keep_session(SSL* connection, SSL_SESSION* session)
{
    auto* tag = static_cast<SessionTag*>(SSL_get_ex_data(connection, tag_index()));
    if (tag == nullptr) return 0;
    tag->store->put(tag->origin, SessionStore::Session{session, &SSL_SESSION_free});
    return 1; // the reference is ours now
}

} // namespace

void SessionStore::put(const std::string& origin, Session session)
{
    if (capacity_ == 0) return;
    if (const auto found = index_.find(origin); found != index_.end()) {
        found->second->second = std::move(session);
        entries_.splice(entries_.begin(), entries_, found->second);
        return;
    }
    entries_.emplace_front(origin, std::move(session));
    index_.emplace(entries_.front().first, entries_.begin());
    if (entries_.size() <= capacity_) return;
    index_.erase(entries_.back().first);
    entries_.pop_back();
}

SessionStore::Session SessionStore::take(const std::string& origin)
{
    const auto found = index_.find(origin);
    if (found == index_.end()) return nullptr;
    const auto entry = found->second;
    auto session = entry->second;
    if (SSL_SESSION_get_protocol_version(session.get()) < TLS1_3_VERSION) return session;
    index_.erase(found);
    entries_.erase(entry);
    return session;
}

TlsClient::TlsClient(const Settings& settings)
    : context_(asio::ssl::context::tls_client), sessions_(settings.tls_sessions)
{
    auto* native = context_.native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_security_level(native, security_level);
    SSL_CTX_set_options(native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    context_.set_default_verify_paths();
    for (const auto& file : settings.extra_ca_files) context_.load_verify_file(file);
    context_.set_verify_mode(asio::ssl::verify_peer);
    context_.set_verify_callback([](bool good, const asio::ssl::verify_context&) {
        return guards::hold("certificate", good);
    });
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(native, &keep_session);
}

bool TlsClient::prepare(SSL* connection, const std::string& host, SessionTag& tag)
{
    boost::system::error_code no_address;
    static_cast<void>(asio::ip::make_address(host, no_address));
    auto* rules = SSL_get0_param(connection);
    if (no_address) {
        // The C function behind the macro SSL_set_tlsext_host_name, which casts the constness away.
        std::string name = host;
        if (SSL_ctrl(connection, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data()) != 1)
            return false;
        X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        if (SSL_set1_host(connection, host.c_str()) != 1) return false;
    } else if (X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) != 1) {
        return false;
    }
    if (SSL_set_ex_data(connection, tag_index(), &tag) != 1) return false;
    if (const auto session = sessions_.take(tag.origin)) SSL_set_session(connection, session.get());
    return true;
}

} // namespace rounds::fetch
