// Agreements: which declared consumers use a contract, in which versions, until when. Whoever has one may sign a
// proposal.
//
// A use counts by what it means in the lineage graph, whichever spelling or alias names the contract; uses of tables
// that its latest version no longer has count too. Cost: the consumers of the contract (and of a page, their
// documents), never the catalog. Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/lineage/from_contract.h"
#include "web/service/catalog.h"

namespace trama::service {

struct AgreedUse {
  lineage::ConsumerUse use;
  bool applies = false;
  std::string version;  // the highest one in its range; "" when there is none
  std::string why_not;  // one sentence when it does not apply
};
struct Agreement {
  lineage::Consumer consumer;
  store::Seq consumer_seq = 0;  // of the consumer as it was read
  std::vector<AgreedUse> uses;  // of this contract; never empty
  bool applies = false;         // one of them does
};
struct AgreementPage {
  std::vector<Agreement> items;  // in consumer order
  std::string next;              // resume key; "" at the end
  store::Seq as_of_seq = 0;      // of the lineage it was read from
};

// Errors: not_found (contract), unavailable (the lineage is not loaded yet), invalid_argument (resume).
[[nodiscard]] Result<AgreementPage> agreements(const Catalog& catalog, std::string_view contract,
                                               std::string_view resume, std::size_t limit);
// Of one consumer that may sign. not_found/no-such-consumer; conflict/no-agreement, agreement-ended, with the remedy.
[[nodiscard]] Result<Agreement> agreement_of(const Catalog& catalog, std::string_view contract,
                                             std::string_view consumer);
// Consumers with an agreement, in order.
[[nodiscard]] Result<std::vector<std::string>> agreed_consumers(const Catalog& catalog, std::string_view contract);

}  // namespace trama::service
