// Which minor version of a standard first had a key (or a value of one), from the published JSON schemas, and the check
// that a document which declares an earlier version does without them (rule later-version: a note, in strict mode an
// error).
//
// ODCS is told apart from v3.0.0 to v3.2.0, DCS from 0.9.3 to 1.2.1. A version with fewer numbers stands for all it
// begins ("3.0": every 3.0.x); one that is later than the latest known here, or cannot be read, allows everything.
// Constant data and a pure function; any thread; time linear in the document.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "catalog/contract/document.h"

namespace trama::contract {

class Problems;

enum class Standard : std::uint8_t { odcs, dcs };

// What a key stands in. Models and fields are DCS's, what ODCS calls objects and properties.
enum class Part : std::uint8_t {
  contract,
  description,
  server,
  role,
  object,
  property,
  options,  // logicalTypeOptions
  quality,
  link,    // authoritativeDefinitions
  custom,  // customProperties
  support,
  price,
  member,  // of the team
  sla,
  terms,
  model,
  field
};

struct LaterKey {
  Standard standard = Standard::odcs;
  Part part = Part::contract;
  std::string_view key;
  std::string_view since;       // without the `v` of ODCS
  std::string_view value = {};  // only this value of the key; "{}" = only a map
};

[[nodiscard]] std::span<const LaterKey> later_keys();

// Reports everything below `root` that came after `declared`, at its place; what stands below such a key is not looked
// at.
void check_later_version(const Node& root, Standard standard, std::string_view declared, Problems* problems);

}  // namespace trama::contract
