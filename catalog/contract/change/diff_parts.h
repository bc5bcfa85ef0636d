// The parts of the comparison; each appends to the recorder what differs between two nouns of a kind.
// Internal to catalog/contract/change. One thread at a time.
#pragma once

#include "catalog/contract/change/recorder.h"
#include "catalog/contract/model.h"

namespace trama::change {

// diff_fields.cc: the fields of one dataset or object, and everything below them; notes the pairs in `renamed_to`
// (path before -> path after, where they differ).
using PathMap = std::vector<std::pair<std::string, std::string>>;
void diff_fields(Recorder* out, const Scope& scope, const std::vector<contract::Field>& before,
                 const std::vector<contract::Field>& after, PathMap* renamed_to);
// diff_dataset.cc
void diff_datasets(Recorder* out, const contract::Contract& before, const contract::Contract& after);

// diff_types.cc: type, and whatever limits values.
[[nodiscard]] std::string type_text(const contract::LogicalType& type);  // "decimal(12,2)"
void diff_type(Recorder* out, const Scope& scope, const contract::Field& before, const contract::Field& after);
void diff_constraints(Recorder* out, const Scope& scope, const contract::Constraints& before,
                      const contract::Constraints& after);

// diff_promises.cc
void diff_sla(Recorder* out, const Scope& scope, const std::vector<contract::Sla>& before,
              const std::vector<contract::Sla>& after);
void diff_terms(Recorder* out, const Scope& scope, const contract::Contract& before, const contract::Contract& after);

// diff_quality.cc
void diff_quality(Recorder* out, const Scope& scope, const std::vector<contract::QualityRule>& before,
                  const std::vector<contract::QualityRule>& after);

// diff_surroundings.cc
void diff_custom(Recorder* out, const Scope& scope, const std::vector<contract::Custom>& before,
                 const std::vector<contract::Custom>& after);
void diff_roles(Recorder* out, const Scope& scope, const std::vector<contract::Role>& before,
                const std::vector<contract::Role>& after);
void diff_servers(Recorder* out, const Scope& scope, const std::vector<contract::Server>& before,
                  const std::vector<contract::Server>& after);
void diff_ports(Recorder* out, const Scope& scope, const std::vector<contract::Port>& before,
                const std::vector<contract::Port>& after);
void diff_classification(Recorder* out, const Scope& scope, const std::string& before, const std::string& after);

// Deprecation of a field, a dataset or the contract.
struct DeprecationMark {
  bool deprecated = false;
  const std::string& since;
  const std::string& successor;
};
void diff_deprecation(Recorder* out, const Scope& scope, const DeprecationMark& before, const DeprecationMark& after);

}  // namespace trama::change
