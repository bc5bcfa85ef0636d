#include "web/http/assets.h"

#include <algorithm>
#include <array>

#include "web/http/compression.h"
#include "web/http/errors.h"

namespace trama::http {
namespace {

struct Choice {
  std::string_view encoding;
  std::string_view bytes;
};

Choice choose(const AssetFile& file, std::string_view accept) {
  const std::array<Choice, 2> compressed = {{{"br", file.brotli}, {"gzip", file.gzip}}};
  Choice best{"", file.identity};
  int best_quality = 0;
  for (const Choice& choice : compressed) {
    if (choice.bytes.empty() || choice.bytes.size() >= file.identity.size()) continue;
    const int quality = accepted_quality(accept, choice.encoding);
    if (quality > best_quality) {
      best = choice;
      best_quality = quality;
    }
  }
  return best;
}

}  // namespace

bool is_foreign_path(std::string_view path) {
  return path.starts_with("/api/") || path == "/api" || path.starts_with("/assets/") || path == "/mcp";
}

AssetTable::AssetTable(std::span<const AssetFile> files) : files_(files.begin(), files.end()) {
  std::ranges::sort(files_, {}, &AssetFile::path);
}

const AssetFile* AssetTable::find(std::string_view path) const {
  const auto found = std::ranges::lower_bound(files_, path, {}, &AssetFile::path);
  return found != files_.end() && found->path == path ? &*found : nullptr;
}

Response serve_asset(const AssetFile& file, const Request& request, std::string_view csp) {
  const Choice choice = choose(file, request.header("accept-encoding"));
  Response response;
  response.content_type = file.content_type;
  response.embedded = choice.bytes;
  response.embedded_encoding = choice.encoding;
  if (!file.etag.empty()) response.headers.emplace_back("ETag", file.etag);
  response.headers.emplace_back("Vary", "Accept-Encoding");
  response.headers.emplace_back(
      "Cache-Control", request.path.starts_with("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
  if (!csp.empty() && file.content_type.starts_with("text/html"))
    response.headers.emplace_back("Content-Security-Policy", csp);
  return response;
}

Handler asset_fallback(AssetTable table, std::string_view index_path, std::string_view csp) {
  return [table = std::move(table), index = std::string(index_path), csp = std::string(csp)](const Request& request) {
    const bool reads = request.method == Method::get || request.method == Method::head;
    const AssetFile* file = reads ? table.find(request.path) : nullptr;
    if (file == nullptr && reads && !is_foreign_path(request.path)) file = table.find(index);
    if (file == nullptr) return problem_response(request.request_id, 404, "no-such-page", "Nothing is served here.");
    return serve_asset(*file, request, csp);
  };
}

}  // namespace trama::http
