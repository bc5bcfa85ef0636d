// Contracts of every dialect: no document may break the parsers, and what is accepted keeps its meaning through the
// stored form, through ODCS and through DCS.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "catalog/contract/canonical.h"
#include "catalog/contract/dcs_render.h"
#include "catalog/contract/model_json.h"
#include "catalog/contract/odcs_render.h"
#include "catalog/contract/parse.h"
#include "catalog/contract/semantic_rules.h"

using namespace trama;
using namespace trama::contract;

namespace {

void demand(bool holds, const char* what, const std::string& detail) {
  if (holds) return;
  std::fprintf(stderr, "%s\n%s\n", what, detail.c_str());
  std::abort();
}

void check_problems(const std::vector<Problem>& problems) {
  for (const Problem& problem : problems) {
    demand(find_rule(problem.rule) != nullptr, "a rule that is not in the table", problem.rule);
    demand(problem.found.size() <= 120, "found is too long", problem.found);
  }
}

void check_rendering(const ParsedContract& parsed, const std::string& rendered) {
  const auto again = parse_contract(rendered);
  // A rendering may be refused only for its size.
  if (!again && again.error().code == ErrorCode::too_large) return;
  demand(again.has_value(), "the rendering is refused", rendered);
  demand(again->fingerprint == parsed.fingerprint, "the rendering changes the meaning", rendered);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)parse_contract(text, Strictness::strict);
  const auto parsed = parse_contract(text);
  if (!parsed) {
    demand(!parsed.error().problems.empty(), "a refusal without a problem", parsed.error().message);
    check_problems(parsed.error().problems);
    return 0;
  }
  check_problems(parsed->notes);
  const auto stored = from_json(to_json(*parsed->contract));
  demand(stored.has_value(), "the stored form is not read", to_json(*parsed->contract));
  demand(fingerprint(*stored) == parsed->fingerprint, "the stored form changes the meaning",
         to_json(*parsed->contract));
  check_rendering(*parsed, render_odcs_yaml(*parsed->contract));
  check_rendering(*parsed, render_dcs_yaml(*parsed->contract));
  return 0;
}
