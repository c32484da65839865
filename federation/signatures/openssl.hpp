#pragma once

#include <memory>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <string>
#include <string_view>

/// Owners and conversions for OpenSSL objects, for the .cpp files of this folder.
namespace rounds::signatures {

template <auto Free> struct FreeWith
{
    template <class T> void operator()(T* object) const noexcept { Free(object); }
};

using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeWith<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;
using BigNumber = std::unique_ptr<BIGNUM, FreeWith<BN_free>>;

/// Takes ownership; null stays null.
inline std::shared_ptr<EVP_PKEY> own_key(EVP_PKEY* key)
{
    return {key, [](EVP_PKEY* owned) { EVP_PKEY_free(owned); }};
}

inline const unsigned char* bytes(std::string_view text) noexcept
{
    return reinterpret_cast<const unsigned char*>(text.data());
}
inline unsigned char* bytes(std::string& text) noexcept
{
    return reinterpret_cast<unsigned char*>(text.data());
}

/// What an i2d_ function writes.
template <class Object, class Write> std::string der_of(Object* object, Write write)
{
    const int size = write(object, nullptr);
    if (size <= 0) return {};
    std::string der(static_cast<std::size_t>(size), '\0');
    auto* at = bytes(der);
    write(object, &at);
    return der;
}

} // namespace rounds::signatures
