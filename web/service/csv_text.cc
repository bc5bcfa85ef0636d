#include "web/service/csv_text.h"

namespace trama::service {

std::string csv_cell(std::string_view text) {
  const bool formula = !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
  const bool quoted = text.find_first_of(",\"\r\n") != std::string_view::npos;
  std::string cell;
  cell.reserve(text.size() + 3);
  if (quoted) cell.push_back('"');
  if (formula) cell.push_back('\'');
  for (const char c : text) {
    if (c == '"') cell.push_back('"');
    cell.push_back(c);
  }
  if (quoted) cell.push_back('"');
  return cell;
}

}  // namespace trama::service
