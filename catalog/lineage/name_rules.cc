#include "catalog/lineage/name_rules.h"

#include <algorithm>
#include <cctype>

#include "catalog/base/text.h"

namespace trama::lineage {

std::string folded(std::string text, Case fold) {
  if (fold == Case::lower) return to_lower(text);
  if (fold == Case::upper) std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

std::vector<std::string> name_parts(std::string_view text, Case fold) {
  static constexpr std::string_view kOpen = "\"`[";
  static constexpr std::string_view kClose = "\"`]";
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t quote = kOpen.find(text[i]);
    const std::size_t end = quote == kOpen.npos ? text.npos : text.find(kClose[quote], i + 1);
    if (end != text.npos) {
      parts.back() += text.substr(i + 1, end - i - 1);
      i = end;
    } else if (text[i] == '.') {
      parts.emplace_back();
    } else {
      parts.back() += folded(std::string(1, text[i]), fold);
    }
  }
  return parts;
}

std::string join_name(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ".") + part;
  return out;
}

std::string host_and_port(std::string_view host, std::string_view port) {
  if (const auto scheme = host.find("://"); scheme != host.npos) host.remove_prefix(scheme + 3);
  if (const auto at = host.rfind('@'); at != host.npos) host.remove_prefix(at + 1);
  host = host.substr(0, host.find_first_of("/?;,"));
  const std::size_t colon = host.rfind(':');
  const std::size_t bracket = host.rfind(']');  // of an IPv6 address
  const bool has_port = colon != host.npos && (bracket == host.npos || colon > bracket);
  std::string out = to_lower(trim(host));
  if (out.empty()) return out;
  return has_port || port.empty() ? out : out + ":" + std::string(port);
}

std::string redshift_cluster(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  const std::vector<std::string_view> parts = split(host.substr(0, colon), '.');
  if (!host.substr(0, colon).ends_with(".redshift.amazonaws.com") || parts.size() < 6) return {};
  std::string space = std::string(parts[0]) + "." + std::string(parts[parts.size() - 4]);
  return colon == host.npos ? space : space + std::string(host.substr(colon));
}

std::string snowflake_account(std::string_view text) {
  std::string account = host_and_port(text, "");
  if (const auto port = account.find(':'); port != account.npos) account.resize(port);
  if (const auto at = account.find(".snowflakecomputing.com"); at != account.npos) account.resize(at);
  if (account.empty()) return account;
  const std::vector<std::string_view> parts = split(account, '.');
  const bool organisation = parts[0].find_first_of("-_") != std::string_view::npos;
  if (organisation) {
    const std::size_t end = parts[0].size();
    std::replace(account.begin(), account.begin() + static_cast<std::ptrdiff_t>(end), '_', '-');
    return account;
  }
  if (parts.size() == 1) return account + ".us-west-1.aws";
  return parts.size() == 2 ? account + ".aws" : account;
}

}  // namespace trama::lineage
