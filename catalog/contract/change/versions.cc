#include "catalog/contract/change/versions.h"

#include <algorithm>
#include <array>

#include "catalog/base/semver.h"

namespace trama::change {
namespace {

using Core = std::array<std::string, kCoreNumbers>;

// Of any length.
std::string plus_one(std::string digits) {
  std::size_t at = digits.size();
  while (at > 0 && digits[at - 1] == '9') digits[--at] = '0';
  if (at == 0) return "1" + digits;
  ++digits[at - 1];
  return digits;
}

Core next(const Semver& version, Bump demanded) {
  Core core = version.core;
  const bool minor_step = core[2] == "0";
  const bool major_step = minor_step && core[1] == "0";
  const bool reached = demanded == Bump::patch || (demanded == Bump::minor && minor_step) || major_step;
  if (!version.prerelease.empty() && reached) return core;
  const std::size_t part = demanded == Bump::major ? 0 : demanded == Bump::minor ? 1 : 2;
  core.at(part) = plus_one(core.at(part));
  for (std::size_t i = part + 1; i < core.size(); ++i) core.at(i) = "0";
  return core;
}

std::string joined(const Core& core) {
  return core[0] + "." + core[1] + "." + core[2];
}

}  // namespace

std::string suggest_version(std::string_view before, Bump demanded) {
  const auto version = parse_semver(before);
  if (!version) return {};
  if (demanded == Bump::none) return std::string(before);
  const bool marked = before.starts_with('v') || before.starts_with('V');
  return (marked ? std::string(1, before.front()) : "") + joined(next(*version, demanded));
}

std::optional<bool> version_allowed(std::string_view before, std::string_view declared, Bump demanded) {
  const auto from = parse_semver(before);
  const auto to = parse_semver(declared);
  if (!from || !to) return std::nullopt;
  if (demanded == Bump::none) return true;
  const std::string needed = joined(next(*from, demanded));
  const std::string core = joined(to->core);
  return compare_semver(*to, *from) > 0 && compare_semver(*parse_semver(core), *parse_semver(needed)) >= 0;
}

}  // namespace trama::change
