// How alike two names are, 0 to 1: by edit distance, and by the words they share (`amount`, `total_amount`). The same
// from both sides. Only the first kAlikeBytesMax bytes count. Pure function; any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace trama::change {

inline constexpr std::size_t kAlikeBytesMax = 48;

[[nodiscard]] double names_alike(std::string_view a, std::string_view b);

}  // namespace trama::change
