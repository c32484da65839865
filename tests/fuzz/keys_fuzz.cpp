#include "federation/signatures/keys.hpp"
#include "federation/signatures/multibase.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace rounds;
using signatures::PublicKey;

/// Keys as PEM, Multikey and bytes; base58.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto text = fuzz::text_of(data, size);
    for (const auto& read : {PublicKey::from_pem(text), PublicKey::from_multikey(text), PublicKey::from_bytes(text)}) {
        if (!read) continue;
        const auto again = PublicKey::from_bytes(read->to_bytes());
        fuzz::demand(again.has_value() && *again == *read, "a key survives being kept");
        fuzz::demand(!read->verify("message", text), "a signature that nobody made");
    }
    if (size > 200) return 0; // quadratic, and bounded where it is used
    const auto back = signatures::from_base58(signatures::to_base58(text));
    fuzz::demand(back.has_value() && *back == text, "base58 gives back what it was given");
    (void)signatures::from_base58(text);
    return 0;
}
