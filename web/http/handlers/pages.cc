// The browser UI: its embedded files, or a folder of files while it is being developed.
#include <filesystem>
#include <fstream>
#include <vector>

#include "web/http/assets.h"
#include "web/http/handlers/handlers.h"
#include "web/http/handlers/reply.h"
#include "web/ui/embedded_files.h"

namespace trama::http {
namespace {

// Inline styles of the drawing and the editor are set through the DOM, which this policy allows; no foreign origin is.
constexpr std::string_view kPagePolicy =
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; worker-src 'self' blob:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
// The API reference (swagger-ui) sets style attributes in its markup.
constexpr std::string_view kReferencePolicy =
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src "
    "'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

std::vector<AssetFile> embedded_assets() {
  std::vector<AssetFile> files;
  for (const ui::EmbeddedFile& file : ui::embedded_files()) {
    files.push_back({file.path, file.content_type, file.etag, file.identity, file.gzip, file.br});
  }
  return files;
}

std::string_view type_of(const std::filesystem::path& path) {
  const std::string extension = path.extension().string();
  if (extension == ".html") return "text/html; charset=utf-8";
  if (extension == ".js") return "text/javascript; charset=utf-8";
  if (extension == ".css") return "text/css; charset=utf-8";
  if (extension == ".svg") return "image/svg+xml";
  if (extension == ".json") return "application/json";
  return "application/octet-stream";
}

// --web-dir: development only. The answer stays inside the folder, whatever the address says.
Response serve_from_folder(const std::string& folder, const Request& request) {
  std::filesystem::path path = folder;
  bool inside = true;
  for (const std::string& segment : request.segments) {
    inside = inside && segment != ".." && segment.find_first_of(std::string_view("/\0", 2)) == std::string::npos;
    path /= segment;
  }
  std::error_code error;
  if (!inside || !std::filesystem::is_regular_file(path, error)) path = std::filesystem::path(folder) / "index.html";
  std::ifstream file(path, std::ios::binary);
  Response response;
  response.content_type = type_of(path);
  response.body.assign(std::istreambuf_iterator<char>(file), {});
  response.headers.emplace_back("Content-Security-Policy", std::string(kPagePolicy));
  return response;
}

}  // namespace

Handler page_fallback(Context& context) {
  if (!context.web_folder.empty()) {
    return [folder = context.web_folder](const Request& request) {
      if (is_foreign_path(request.path) || (request.method != Method::get && request.method != Method::head)) {
        return error_reply(request,
                           make_error(ErrorCode::not_found, "no-such-page", "there is nothing at " + request.path));
      }
      return serve_from_folder(folder, request);
    };
  }
  static const std::vector<AssetFile> files = embedded_assets();
  Handler app = asset_fallback(AssetTable(files), "/index.html", kPagePolicy);
  return [app, reference = AssetTable(files)](const Request& request) {
    if (request.path == "/docs" || request.path == "/docs/") {
      if (const AssetFile* page = reference.find("/docs.html")) return serve_asset(*page, request, kReferencePolicy);
    }
    return app(request);
  };
}

}  // namespace trama::http
