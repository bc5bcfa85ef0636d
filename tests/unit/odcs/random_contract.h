// Random contracts for property tests: every member of every noun may be set, to believable values and to odd ones.
// The same seed gives the same contract. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <cstdint>

#include "catalog/contract/model.h"

namespace trama::contract {

[[nodiscard]] Contract random_contract(std::uint64_t seed);

// Shuffles everything whose order has no meaning, at every level.
void shuffle_sets(Contract* contract, std::uint64_t seed);

// How many single members (and lists that could grow by one) the contract has, and a change to the k-th of them.
[[nodiscard]] std::size_t count_members(const Contract& contract);
void change_member(Contract* contract, std::size_t k);

}  // namespace trama::contract
