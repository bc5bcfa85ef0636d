// Manifests (catalog/lineage/manifest.h) as the registry keeps them, and how they are written and read. Part of the
// registry (registry.h), which says what holds for every write and read.
//
// One import is all or nothing: the consumers it names, the facts of its datasets and its assertions, as one change
// for each consumer that differs and one for the manifest. What the same manifest said before and says no more ends:
// its assertions are closed, its consumers removed. Facts stay, each with its time: they were true then. A manifest
// older than the one that is held changes nothing.
//
// A consumer that somebody else declared under the id of one of the manifest's is left as it is.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalog/base/clock.h"
#include "catalog/lineage/manifest.h"
#include "catalog/store/seq.h"

namespace trama::store {

struct ManifestRequest {
  std::shared_ptr<const lineage::Manifest> manifest;
  std::string actor;
  std::optional<TimeUs> recorded_us;  // import of an exported history
};

struct ManifestReceipt {
  Seq seq = 0;  // of this change; of the last one to the manifest when nothing changed
  TimeUs time_us = 0;
  bool changed = false;
  bool older = false;                  // than what is held: nothing changed
  std::size_t opened = 0, closed = 0;  // assertions
  std::size_t datasets = 0;            // of which something new is known
  std::vector<std::string> consumers_set, consumers_removed;
  std::vector<std::string> consumers_left;  // declared by somebody else
};

struct ManifestInfo {
  std::string id;  // "<tool>/<name>", as its asserter
  TimeUs at_us = 0;
  std::string about;  // a JSON object
  std::vector<std::string> consumers;
  std::string actor;
  Seq seq = 0;
  TimeUs time_us = 0;
};

struct RemoveManifestRequest {
  std::string id, actor, reason;
  std::optional<TimeUs> recorded_us;
};

}  // namespace trama::store
