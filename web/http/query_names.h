// Whether a request asks with query parameters that its route has. A misspelt parameter that is passed over answers
// another question than the one that was asked, so it is refused, with what the route takes. Pure function.
#pragma once

#include <optional>

#include "catalog/base/error.h"
#include "web/http/router.h"

namespace trama::http {

// invalid_argument, slug unknown-parameter; candidates: near spellings.
[[nodiscard]] std::optional<Error> unknown_parameters(const Request& request, const Route& route);

}  // namespace trama::http
