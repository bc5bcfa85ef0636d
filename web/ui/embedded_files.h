// The browser UI inside the binary: every built file with its precompressed forms.
//
// Immutable, in read-only memory for the life of the process; any thread. With TRAMA_WEB=off there is one page, which
// says that the binary was built without its UI.
#pragma once

#include <span>
#include <string_view>

namespace trama::ui {

struct EmbeddedFile {
  std::string_view path;          // "/index.html", "/assets/index-3fa9c1.js"; the table is sorted by it
  std::string_view content_type;  // with charset where it is text
  std::string_view etag;          // strong, quoted; the same for every encoding, so add a suffix or Vary per encoding
  std::string_view identity;
  std::string_view gzip;   // empty where compression does not pay
  std::string_view br;     // empty where compression does not pay
  bool immutable = false;  // its name carries a hash of its bytes: may be cached for a year
};

[[nodiscard]] std::span<const EmbeddedFile> embedded_files();

// nullptr when there is no such file. "/index.html" always exists; "/docs.html" only with the UI built.
[[nodiscard]] const EmbeddedFile* find_embedded_file(std::string_view path);

}  // namespace trama::ui
