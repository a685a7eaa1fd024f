#include <core/hash.h>

namespace core {

std::string hashText(std::uint64_t hash) {
    std::string out(16, '0');
    for (std::size_t i = 16; i-- > 0; hash >>= 4) out[i] = "0123456789abcdef"[hash & 15];
    return out;
}

} // namespace core
