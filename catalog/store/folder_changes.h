// One line of an export's changes.ndjson, there and back. Private to the folder.
//
// Text that is not UTF-8 (a store takes any bytes as ids) stands as {"bytes": base64url}. Keys are sorted, so that the
// same change gives the same line. Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "catalog/store/registry.h"

namespace trama::store {

inline constexpr int kFolderFormat = 1;

struct FolderChange {
  Change change;
  std::string file;  // of the bytes, relative to the folder; "" where there are none
  // In place of a file: what is left of an erased version.
  struct Erased {
    std::uint64_t bytes = 0;
    std::string fingerprint, status;
    contract::Kind kind = contract::Kind::contract;
    contract::Source source;
  };
  std::optional<Erased> erased;
  std::string consumer_json;                    // consumer-set
  std::optional<lineage::Assertion> assertion;  // edge-added
  std::string node;                             // alias-added
  std::string settings_json;                    // settings-set
  std::string event;                            // event-received: its text
  std::string manifest;                         // manifest_imported: what is kept of it
  TimeUs expires_us = 0;                        // proposal-opened
};

[[nodiscard]] std::string to_line(const FolderChange& change);        // without the line end
[[nodiscard]] Result<FolderChange> read_line(std::string_view line);  // error: corrupt
[[nodiscard]] std::string pretty_json(std::string_view json);         // as given if it is not JSON
[[nodiscard]] std::string folder_marker(Seq head);                    // trama.json
[[nodiscard]] Result<Seq> read_folder_marker(std::string_view text);  // the head; corrupt

}  // namespace trama::store
