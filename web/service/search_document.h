// What the search index gets of a contract, product or consumer. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "catalog/base/result.h"
#include "catalog/contract/model.h"
#include "catalog/lineage/from_contract.h"
#include "catalog/store/registry.h"
#include "search/search_index.h"

namespace trama::service {

[[nodiscard]] search::SearchDocument search_document(const contract::Contract& contract,
                                                     const store::ContractInfo& info);
[[nodiscard]] search::SearchDocument search_document(const lineage::Consumer& consumer);

// The same, read from the registry. not_found: there is nothing (any more) to find.
[[nodiscard]] Result<search::SearchDocument> contract_document(const store::Registry& registry, std::string_view id);
[[nodiscard]] Result<search::SearchDocument> consumer_document(const store::Registry& registry, std::string_view id);

}  // namespace trama::service
