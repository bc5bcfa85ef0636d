// Small text helpers that several parts need. Pure functions; any thread. ASCII case only: letters beyond ASCII are
// folded by the search tokeniser, nowhere else.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trama {

[[nodiscard]] bool valid_utf8(std::string_view text);
// Byte offset of the first invalid sequence.
[[nodiscard]] std::optional<std::size_t> first_invalid_utf8(std::string_view text);

// The bytes of one code point, which may be half a surrogate pair: then they are no valid UTF-8.
void append_utf8(std::string* out, std::uint32_t code);

[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] std::string to_lower(std::string_view text);
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

// At most `bytes_max` bytes, never cutting a UTF-8 sequence; "…" marks the cut.
[[nodiscard]] std::string shorten(std::string_view text, std::size_t bytes_max);

// The candidate nearest to `word` by edit distance with transpositions, if it is near enough to be a slip of the pen
// (at most a third of the longer word, at least one edit allowed from three letters on). Case is ignored.
[[nodiscard]] std::optional<std::string_view> did_you_mean(std::string_view word,
                                                           std::span<const std::string_view> candidates);

}  // namespace trama
