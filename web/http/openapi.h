// The API's description, embedded as it stands in openapi.json. Immutable; any thread.
#pragma once

#include <string_view>

namespace trama::http {

[[nodiscard]] std::string_view openapi_document();

}  // namespace trama::http
