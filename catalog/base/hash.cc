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

std::string name_uuid(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_md5(), nullptr) != 1 &&
      EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    std::abort();
  }
  digest[6] = static_cast<unsigned char>((digest[6] & 0x0FU) | 0x30U);
  digest[8] = static_cast<unsigned char>((digest[8] & 0x3FU) | 0x80U);
  std::string out = hex_encode(std::string(digest.begin(), digest.begin() + 16));
  for (const std::size_t at : {20U, 16U, 12U, 8U}) out.insert(at, 1, '-');
  return out;
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
