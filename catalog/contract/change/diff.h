// What changed between two versions of a contract, over the whole normalised model.
//
// Datasets and fields are paired by name, then by what the authors say (stable ids, aliases and previous names,
// history, the same physical table), see match.h; a likely rename that nobody states is proposed with a confidence and
// never assumed. A removed or added subtree is one change, at its top. Names of versions are not compared: they name
// the two sides. Two versions in different dialects are compared in what both dialects can say, so that a contract that
// moves from DCS to ODCS shows no change: a width, time zone or kind that one side leaves unsaid is no difference
// there.
//
// Order: the contract and its terms, people, service levels, servers and ports, then each dataset in the order of the
// later contract (removed ones last) with its own changes before those of its fields.
//
// diff(a, a) is empty. diff(b, a) holds exactly the mirrored changes (change.h) of diff(a, b), in its own order.
// Pure functions; any thread; time grows as the contracts do, and rename proposals are given up where more than
// kProposalPairsMax pairs of names would have to be compared.
#pragma once

#include <cstddef>
#include <vector>

#include "catalog/contract/change/change.h"
#include "catalog/contract/model.h"

namespace trama::change {

inline constexpr std::size_t kProposalPairsMax = 40'000;  // in one dataset or object

[[nodiscard]] std::vector<Change> diff(const contract::Contract& before, const contract::Contract& after);

}  // namespace trama::change
