// How strictly a change to a contract is judged: the policy that names a verdict and the mode of each gate.
//
// Settings stand at a scope: the whole catalog, one domain, one contract. A member that a scope leaves out is inherited
// from the next wider one, at last from the defaults. A contract's effective compatibility says for each member where
// it came from.
//
// Plain value types and pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "catalog/base/result.h"

namespace trama::contract {

// The three gates of publishing: the version is at least what the change demands; the deprecation window is over; who
// uses what breaks has acknowledged it. Numbers are kept in stores and never reused.
enum class Gate : std::uint8_t { version = 1, window = 2, acknowledgement = 3 };
[[nodiscard]] std::string_view to_string(Gate gate);
[[nodiscard]] std::optional<Gate> gate_from(std::string_view word);
// An override with a reason passes these; the version a change demands costs nothing to write.
[[nodiscard]] bool may_be_overridden(Gate gate);

// automatic is for the window alone: enforce for contracts whose status is active, warn for all others.
enum class GateMode : std::uint8_t { enforce = 1, warn = 2, off = 3, automatic = 4 };
[[nodiscard]] std::string_view to_string(GateMode mode);
// With `automatic` decided by the status of the contract.
[[nodiscard]] GateMode window_mode(GateMode set, std::string_view status);

// Every policy there is, the default first.
[[nodiscard]] std::span<const std::string_view> policy_names();

inline constexpr std::uint32_t kWindowDaysMax = 3'650;

struct CompatibilitySettings {
  std::optional<std::string> policy;  // one of policy_names()
  std::optional<GateMode> version_gate, window_gate, acknowledgement_gate;
  std::optional<std::uint32_t> window_days;  // 0 to kWindowDaysMax
  friend bool operator==(const CompatibilitySettings&, const CompatibilitySettings&) = default;
};

// JSON as the API takes and gives it; members that are inherited are left out.
// Errors: unreadable/not-json; invalid_document/invalid-settings with every problem, one of them when nothing is set.
[[nodiscard]] Result<CompatibilitySettings> settings_from_json(std::string_view json);
[[nodiscard]] std::string to_json(const CompatibilitySettings& settings);

enum class ScopeKind : std::uint8_t { defaults = 0, catalog = 1, domain = 2, contract = 3 };
struct Scope {
  ScopeKind kind = ScopeKind::catalog;
  std::string name;  // of the domain or contract
};
// "catalog", "domain:<name>", "contract:<id>" and, only to say where a value came from, "default".
[[nodiscard]] std::string to_string(const Scope& scope);
// Error: invalid_argument/bad-scope.
[[nodiscard]] Result<Scope> parse_scope(std::string_view text);

template <typename T>
struct Effective {
  T value;
  ScopeKind from = ScopeKind::defaults;
};
struct Compatibility {
  Effective<std::string> policy;
  Effective<GateMode> version_gate{GateMode::enforce};
  Effective<GateMode> window_gate{GateMode::automatic};
  Effective<GateMode> acknowledgement_gate{GateMode::enforce};
  Effective<std::uint32_t> window_days{90};
};
// A scope without settings gives empty ones.
[[nodiscard]] Compatibility effective_compatibility(const CompatibilitySettings& catalog,
                                                    const CompatibilitySettings& domain,
                                                    const CompatibilitySettings& contract);

}  // namespace trama::contract
