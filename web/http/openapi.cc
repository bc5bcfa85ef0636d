#include "web/http/openapi.h"

extern "C" {
extern const char trama_openapi_begin[];
extern const char trama_openapi_end[];
}

namespace trama::http {

std::string_view openapi_document() {
  return {trama_openapi_begin, static_cast<std::size_t>(trama_openapi_end - trama_openapi_begin)};
}

}  // namespace trama::http
