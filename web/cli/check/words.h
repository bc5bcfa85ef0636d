// The sentences that the reports share. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "web/cli/check/report.h"

namespace trama::cli {

[[nodiscard]] std::string verdict_word(Verdict verdict);  // passed, passed with warnings, refused
// "urn:… 2.1.0 -> 2.2.0 (publish as 3.0.0)"; a first version: "urn:… 1.0.0, new".
[[nodiscard]] std::string version_sentence(const CheckedFile& file);
[[nodiscard]] std::string change_sentence(const CheckedFile& file);     // "1 breaking, 2 additive, 1 documentation"
[[nodiscard]] std::string impact_sentence(const CheckedFile& file);     // "4 certain, 2 possible, 3 cleared; …"
[[nodiscard]] std::string summary_sentence(const CheckReport& report);  // "refused: 2 files, 1 error, 2 warnings"
[[nodiscard]] std::string via_words(const CheckHit& hit);               // "direct, masked"
[[nodiscard]] std::string path_text(const CheckHit& hit);   // "a -> b -> c"; a long one "a -> … 3 more … -> x -> y"
[[nodiscard]] std::string one_line(std::string_view text);  // line ends and tabs become blanks
[[nodiscard]] std::string counted(std::uint64_t number, std::string_view noun);  // "1 error", "2 errors"

}  // namespace trama::cli
