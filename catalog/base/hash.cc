#include "catalog/base/hash.h"

#include <array>
#include <cstdlib>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "catalog/base/encoding.h"

namespace trama {

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) std::abort();
  std::string raw(digest.begin(), digest.begin() + length);
  return hex_encode(raw);
}

std::string random_bytes(std::size_t bytes) {
  std::basic_string<unsigned char> raw(bytes, 0);
  if (RAND_bytes(raw.data(), static_cast<int>(bytes)) != 1) std::abort();
  return {raw.begin(), raw.end()};
}

bool equal_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace trama
