// Files embedded into the binary, compressed at build time: found by path, served without copying.
//
// The table is static data of web/ui (its build writes it). Immutable; any thread.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "web/http/message.h"
#include "web/http/router.h"

namespace trama::http {

struct AssetFile {
  std::string_view path;          // "/assets/app-1a2b.js"
  std::string_view content_type;  // "text/javascript; charset=utf-8"
  std::string_view etag;          // with its quotes
  std::string_view identity;      // bytes as they are; required
  std::string_view gzip;          // "" when not worth it
  std::string_view brotli;        // "" when not worth it
};

class AssetTable {
 public:
  explicit AssetTable(std::span<const AssetFile> files);
  [[nodiscard]] const AssetFile* find(std::string_view path) const;  // nullptr: none

 private:
  std::vector<AssetFile> files_;  // by path
};

// The smallest encoding the client accepts. `/assets/` files, whose names have their hash, may be kept for a year;
// everything else is asked about again (ETag). `csp` goes with HTML pages.
[[nodiscard]] Response serve_asset(const AssetFile& file, const Request& request, std::string_view csp = "");

// Where a page would be the wrong answer to a program: /api, /assets/, and /mcp until it speaks that protocol.
[[nodiscard]] bool is_foreign_path(std::string_view path);
// For Router::set_fallback: files by path; `index` for other paths of the UI; 404 for foreign paths, for other methods
// than GET and HEAD, and where there is no index.
[[nodiscard]] Handler asset_fallback(AssetTable table, std::string_view index_path, std::string_view csp);

}  // namespace trama::http
