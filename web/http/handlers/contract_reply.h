// One contract version in any of its formats. Any thread.
#pragma once

#include <string_view>

#include "web/http/message.h"
#include "web/service/catalog.h"

namespace trama::http {

// ?format=json (default), original or odcs; ?revision=, ?as_of=, ?notes=true. version "": the latest.
[[nodiscard]] Response contract_reply(const service::Catalog& catalog, const Request& request,
                                      std::string_view version);

}  // namespace trama::http
