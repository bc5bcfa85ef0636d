// The number of a change. Everything that follows the change log counts in it.
#pragma once

#include <cstdint>

namespace trama::store {

using Seq = std::uint64_t;  // 1 is the first change; 0 means "before everything"

}  // namespace trama::store
