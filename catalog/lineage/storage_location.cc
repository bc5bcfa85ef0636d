#include "catalog/lineage/storage_location.h"

#include <algorithm>

#include "catalog/base/text.h"

namespace trama::lineage {
namespace {

std::string with_model(std::string_view location, std::string_view model) {
  constexpr std::string_view kModel = "{model}";
  std::string out(location);
  for (std::size_t at = out.find(kModel); at != out.npos; at = out.find(kModel, at + model.size())) {
    out.replace(at, kModel.size(), model);
  }
  return out;
}

std::string_view without_glob(std::string_view path) {
  const std::size_t glob = path.find_first_of("*?[{");
  if (glob == path.npos) return path;
  const std::size_t slash = path.rfind('/', glob);
  return slash == path.npos ? std::string_view() : path.substr(0, slash);
}

bool partition(std::string_view segment) {
  if (segment.find('=') != segment.npos) return true;
  const bool digits = std::ranges::all_of(segment, [](char c) { return c >= '0' && c <= '9'; });
  return digits && (segment.size() == 2 || segment.size() == 4 || segment.size() == 8);
}

std::string canonical_scheme(std::string_view scheme) {
  std::string lower = to_lower(scheme);
  if (lower == "s3a" || lower == "s3n") return "s3";
  if (lower == "gcs") return "gs";
  return lower;
}

}  // namespace

std::string_view without_partition_folders(std::string_view path) {
  while (true) {
    while (path.ends_with('/')) path.remove_suffix(1);
    const std::size_t slash = path.rfind('/');
    if (slash == path.npos || !partition(path.substr(slash + 1))) return path;
    path = path.substr(0, slash);
  }
}

std::optional<StorageLocation> storage_location(std::string_view location, std::string_view model) {
  const std::string text = with_model(trim(location), model);
  const std::size_t colon = text.find("://");
  StorageLocation out;
  std::string_view path = text;
  if (colon == text.npos) {
    out.space = "file";
  } else {
    const std::string scheme = canonical_scheme(std::string_view(text).substr(0, colon));
    path.remove_prefix(colon + 3);
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string host(path.substr(0, slash));
    path.remove_prefix(slash);
    out.space = scheme == "file" && host.empty() ? "file" : scheme + "://" + host;
    // Keys of object stores do not begin with a slash, paths of file systems do.
    if (scheme != "file" && scheme != "hdfs" && scheme != "sftp" && !path.empty()) path.remove_prefix(1);
  }
  out.name = without_partition_folders(without_glob(path));
  if (out.name.empty()) return std::nullopt;
  return out;
}

}  // namespace trama::lineage
