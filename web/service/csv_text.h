// Comma-separated values (RFC 4180). Any thread.
#pragma once

#include <string>
#include <string_view>

namespace trama::service {

// Quoted where needed. A cell that a spreadsheet would take for a formula is disarmed.
[[nodiscard]] std::string csv_cell(std::string_view text);

}  // namespace trama::service
