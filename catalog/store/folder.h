// `trama export` and `trama import FOLDER`: the catalog and its history as files that a git repository would like.
//
//   <folder>/trama.json                                   format version, head seq
//   <folder>/contracts/<escaped id>/<escaped version>.yaml|json           revision 1, byte-identical
//   <folder>/contracts/<escaped id>/<escaped version>.r<N>.yaml|json      later revisions
//   <folder>/consumers/<escaped id>.json                   current consumers; history rides in changes.ndjson
//   <folder>/compatibility/<escaped scope>.json            current settings; history rides in changes.ndjson
//   <folder>/proposals/<escaped id>/proposal-<seq>.yaml|json   what was proposed, byte-identical
//   <folder>/changes.ndjson                               one change a line: seq, time, actor, kind, subject, version,
//   revision, file, sha256, reason, and what it set or, of events, their text
//
// Importing the folder into an empty store reproduces the history: same seq, times, actors, bytes and lineage.
// Errors: unreachable (folder), corrupt (a file that does not match its sha256), invalid_argument (folder not empty).
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "catalog/base/result.h"
#include "catalog/store/registry.h"

namespace trama::store {

using Progress = std::function<void(std::uint64_t done, std::uint64_t total)>;

struct FolderCounts {
  std::uint64_t contracts = 0, versions = 0, changes = 0;
};

[[nodiscard]] Result<FolderCounts> export_folder(const Registry& registry, const std::string& folder,
                                                 const Progress& progress);
[[nodiscard]] Result<FolderCounts> import_folder(Registry& registry, const std::string& folder,
                                                 const Progress& progress);

}  // namespace trama::store
