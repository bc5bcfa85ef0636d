// One contract version in any of its formats. Any thread.
#pragma once

#include <string_view>

#include "web/http/message.h"
#include "web/service/catalog.h"

namespace trama::http {

// ?format=json (default), original, odcs or dcs; ?revision=, ?as_of=, ?notes=true. version "": the latest.
[[nodiscard]] Response contract_reply(const service::Catalog& catalog, const Request& request,
                                      std::string_view version);

// What a document may be posted as; tools that send a file without saying what it is are understood.
[[nodiscard]] std::optional<Error> check_document_type(const Request& request);
// override=: the gates to pass over. invalid_argument: not such a gate.
[[nodiscard]] Result<std::vector<contract::Gate>> override_parameter(const Request& request);

}  // namespace trama::http
