#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What a signature is made over: one HTTP request, seen without any HTTP library.
namespace rounds::signatures {

struct HeaderView
{
    std::string_view name; ///< lower case
    std::string_view value;
};

struct Header
{
    std::string name; ///< lower case
    std::string value;
};

/// An arrived request. The caller copies fields before the body is read, so that no trailer is among them
/// (security.md E2, N10).
struct RequestView
{
    std::string_view method;             ///< as on the wire: "POST"
    std::string_view target;             ///< origin form: "/inbox?x=y"
    std::span<const HeaderView> headers; ///< in the order of arrival, repeated fields repeated
    std::string_view body;
    std::string_view scheme = "https"; ///< how peers reach us, whatever the proxy speaks to us
};

/// A request about to be sent.
struct Outgoing
{
    std::string method;       ///< "GET" or "POST"
    std::string scheme;       ///< "https"
    std::string authority;    ///< the Host header: "peer.example" or "peer.example:8443"
    std::string target;       ///< "/inbox?x=y"
    std::string content_type; ///< empty without a body
    std::string_view body;
};

/// Makes the headers that sign a request, to be added to it. Called anew for each request that is sent, also after a
/// redirect, so that the signature's date and host are its own.
using Headers = std::vector<Header>;

} // namespace rounds::signatures
