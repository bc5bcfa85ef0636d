#include "catalog/base/semver.h"

#include <algorithm>

#include "catalog/base/text.h"

namespace trama {
namespace {

constexpr std::string_view kBlank = " \t,";

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool identifier(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
}

std::string_view plain_number(std::string_view digits) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits.empty() ? "0" : digits;
}

std::strong_ordering compare_numbers(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a <=> b;
}

std::strong_ordering compare_identifiers(std::string_view a, std::string_view b) {
  if (all_digits(a) != all_digits(b)) return all_digits(a) ? std::strong_ordering::less : std::strong_ordering::greater;
  return all_digits(a) ? compare_numbers(plain_number(a), plain_number(b)) : a <=> b;
}

std::string next_number(std::string digits) {
  auto at = digits.rbegin();
  for (; at != digits.rend() && *at == '9'; ++at) *at = '0';
  if (at == digits.rend()) return "1" + digits;
  ++*at;
  return digits;
}

bool without_v(std::string_view* version) {
  const bool has = version->starts_with('v') || version->starts_with('V');
  if (has) version->remove_prefix(1);
  return has;
}

// Cuts "-a.b+c" off `*version`; false where it is not spelled as semver spells it.
bool take_labels(std::string_view* version, std::vector<std::string>* prerelease, bool* labelled) {
  const auto plus = version->find('+');
  const bool has_build = plus != std::string_view::npos;
  if (has_build && !std::ranges::all_of(split(version->substr(plus + 1), '.'), identifier)) return false;
  *version = version->substr(0, plus);
  const auto dash = version->find('-');
  const bool has_prerelease = dash != std::string_view::npos;
  if (has_prerelease) {
    for (const std::string_view part : split(version->substr(dash + 1), '.')) {
      if (!identifier(part)) return false;
      prerelease->emplace_back(part);
    }
  }
  *version = version->substr(0, dash);
  *labelled = has_build || has_prerelease;
  return true;
}

// A version of a range, where numbers may be left open: 1, 1.x, 1.2.*.
struct Partial {
  Semver version;
  std::size_t given = 0;  // numbers that are not open
};

bool wildcard(std::string_view part) {
  return part == "x" || part == "X" || part == "*";
}

std::optional<Partial> parse_partial(std::string_view text) {
  without_v(&text);
  Partial partial;
  bool labelled = false;
  if (!take_labels(&text, &partial.version.prerelease, &labelled)) return std::nullopt;
  partial.version.core.fill("0");
  const auto parts = split(text, '.');
  if (parts.size() > kCoreNumbers) return std::nullopt;
  bool open = false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!wildcard(parts[i]) && (open || !all_digits(parts[i]))) return std::nullopt;
    open = open || wildcard(parts[i]);
    if (open) continue;
    partial.version.core[i] = plain_number(parts[i]);
    partial.given = i + 1;
  }
  if (labelled && partial.given < kCoreNumbers) return std::nullopt;
  return partial;
}

// The lowest version above everything that agrees with `version` in its first `kept` + 1 numbers: its number at `kept`
// one higher, and below that even its prereleases.
Semver after(const Semver& version, std::size_t kept) {
  Semver next;
  next.core.fill("0");
  std::copy_n(version.core.begin(), kept + 1, next.core.begin());
  next.core[kept] = next_number(next.core[kept]);
  next.prerelease = {"0"};
  return next;
}

Error unreadable_range(std::string_view part) {
  return make_error(ErrorCode::invalid_argument, "bad-version-range",
                    "`" + shorten(part, 80) + "` is no range of versions");
}

}  // namespace

std::optional<Semver> parse_semver(std::string_view version) {
  without_v(&version);
  Semver parsed;
  bool labelled = false;
  if (!take_labels(&version, &parsed.prerelease, &labelled)) return std::nullopt;
  const auto core = split(version, '.');
  if (core.size() > kCoreNumbers || !std::ranges::all_of(core, all_digits)) return std::nullopt;
  if (labelled && core.size() < kCoreNumbers) return std::nullopt;
  parsed.core.fill("0");
  std::ranges::transform(core, parsed.core.begin(), plain_number);
  return parsed;
}

std::strong_ordering compare_semver(const Semver& a, const Semver& b) {
  for (std::size_t i = 0; i < kCoreNumbers; ++i) {
    if (const auto order = compare_numbers(a.core[i], b.core[i]); order != 0) return order;
  }
  if (a.prerelease.empty() || b.prerelease.empty()) return a.prerelease.empty() <=> b.prerelease.empty();
  for (std::size_t i = 0; i < std::min(a.prerelease.size(), b.prerelease.size()); ++i) {
    if (const auto order = compare_identifiers(a.prerelease[i], b.prerelease[i]); order != 0) return order;
  }
  return a.prerelease.size() <=> b.prerelease.size();
}

// Reads one alternative into comparators.
class VersionRange::Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), rest_(text) {}

  Result<Alternative> read() {
    while (skip_blank()) {
      const std::string_view here = rest_;
      if (!read_comparator()) return unreadable_range(here);
    }
    const bool any_text = std::ranges::find(out_, Relation::same_text, &Comparator::relation) != out_.end();
    if (any_text && out_.size() > 1) return unreadable_range(text_);
    return std::move(out_);
  }

 private:
  bool skip_blank() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(kBlank), rest_.size()));
    return !rest_.empty();
  }
  std::string_view take_operator() {
    const std::size_t length = std::min(rest_.find_first_not_of("<>=~^"), rest_.size());
    const std::string_view taken = rest_.substr(0, length);
    rest_.remove_prefix(length);
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size()));
    return taken;
  }
  std::string_view take_word() {
    const std::size_t length = std::min(rest_.find_first_of(kBlank), rest_.size());
    const std::string_view taken = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return taken;
  }

  bool read_comparator() {
    const std::string_view sign = take_operator();
    const std::string_view word = take_word();
    const auto partial = parse_partial(word);
    if (!partial) return sign == "=" && same_text(word);
    if (sign.empty() && hyphen_follows()) return read_upper_end(*partial);
    return add(sign, *partial);
  }

  bool same_text(std::string_view word) {
    if (word.empty()) return false;
    out_.push_back({Relation::same_text, {}, std::string(word)});
    return true;
  }

  // " - ", which no comparator begins with.
  bool hyphen_follows() {
    std::string_view ahead = rest_;
    ahead.remove_prefix(std::min(ahead.find_first_not_of(" \t"), ahead.size()));
    if (ahead.size() == rest_.size() || ahead.size() < 2 || ahead[0] != '-' || ahead[1] != ' ') return false;
    rest_ = ahead.substr(1);
    return true;
  }
  bool read_upper_end(const Partial& lower) {
    if (!skip_blank()) return false;
    const auto upper = parse_partial(take_word());
    return upper && add(">=", lower) && add("<=", *upper);
  }

  void bound(Relation relation, Semver version) { out_.push_back({relation, std::move(version), ""}); }
  void below(Semver version) { bound(Relation::less, std::move(version)); }

  bool add(std::string_view sign, const Partial& partial) {
    const bool strict = sign == ">" || sign == "<";
    if (partial.given == 0) return !strict && known(sign);  // every version; nothing is above or below that
    const std::size_t last = partial.given - 1;
    const bool whole = partial.given == kCoreNumbers;
    if (sign == ">") return whole ? add_bound(Relation::greater, partial) : add_from(after(partial.version, last));
    if (sign == ">=") return add_bound(Relation::greater_or_equal, partial);
    if (sign == "<") {
      Semver end = partial.version;
      if (!whole) end.prerelease = {"0"};
      below(std::move(end));
      return true;
    }
    if (sign == "<=")
      return whole ? add_bound(Relation::less_or_equal, partial) : add_below(after(partial.version, last));
    if ((sign.empty() || sign == "=" || sign == "==") && whole) return add_bound(Relation::equal, partial);
    if (!known(sign)) return false;
    bound(Relation::greater_or_equal, partial.version);
    below(after(partial.version, kept_by(sign, partial)));
    return true;
  }

  bool add_bound(Relation relation, const Partial& partial) {
    bound(relation, partial.version);
    return true;
  }
  bool add_from(Semver lowest) {
    lowest.prerelease.clear();
    bound(Relation::greater_or_equal, std::move(lowest));
    return true;
  }
  bool add_below(Semver end) {
    below(std::move(end));
    return true;
  }

  static bool known(std::string_view sign) {
    return sign.empty() || sign == "=" || sign == "==" || sign == "~" || sign == "~>" || sign == "^" || sign == ">=" ||
           sign == "<=";
  }

  // Which number may not change: all that are given; `~` the minor; `^` the first that is not zero.
  static std::size_t kept_by(std::string_view sign, const Partial& partial) {
    const std::size_t last = partial.given - 1;
    if (sign.starts_with('~')) return std::min<std::size_t>(last, 1);
    if (sign != "^") return last;
    for (std::size_t i = 0; i < last; ++i) {
      if (partial.version.core[i] != "0") return i;
    }
    return last;
  }

  std::string_view text_, rest_;
  Alternative out_;
};

Result<VersionRange> VersionRange::parse(std::string_view text) {
  VersionRange range;
  if (trim(text).empty() || trim(text) == "*") return range;
  std::string_view rest = text;
  for (bool more = true; more;) {
    const std::size_t bar = rest.find("||");
    more = bar != std::string_view::npos;
    const std::string_view part = rest.substr(0, bar);
    if (trim(part).empty()) return unreadable_range(text);
    auto alternative = Reader(part).read();
    if (!alternative) return alternative.error();
    range.alternatives_.push_back(alternative.take());
    if (more) rest.remove_prefix(bar + 2);
  }
  return range;
}

bool VersionRange::holds(const Alternative& alternative, const Semver& version) {
  bool names_prerelease = version.prerelease.empty();
  for (const Comparator& comparator : alternative) {
    if (comparator.relation == Relation::same_text) return false;
    const auto order = compare_semver(version, comparator.bound);
    const bool good = (order < 0 && comparator.relation <= Relation::less_or_equal) ||
                      (order > 0 && comparator.relation >= Relation::greater_or_equal) ||
                      (order == 0 && comparator.relation >= Relation::less_or_equal &&
                       comparator.relation <= Relation::greater_or_equal);
    if (!good) return false;
    names_prerelease =
        names_prerelease || (!comparator.bound.prerelease.empty() && comparator.bound.core == version.core);
  }
  return names_prerelease;
}

bool VersionRange::includes(std::string_view version) const {
  if (everything()) return true;
  const auto semver = parse_semver(version);
  return std::ranges::any_of(alternatives_, [&](const Alternative& alternative) {
    const bool by_text = alternative.size() == 1 && alternative.front().relation == Relation::same_text;
    if (by_text) return alternative.front().text == version;
    return semver && holds(alternative, *semver);
  });
}

}  // namespace trama
