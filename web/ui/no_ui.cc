// What a binary built with TRAMA_WEB=off serves.
#include "web/ui/embedded_files.h"

namespace trama::ui {
namespace {

constexpr std::string_view kPage = R"(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Trama</title>
<h1>Trama is running, without its browser UI</h1>
<p>This binary was built with <code>TRAMA_WEB=off</code>. The API works: see
<a href="/openapi.json">openapi.json</a>.</p>
<p>To have the UI, build with <code>-DTRAMA_WEB=build</code> (needs Node 20.19 or newer).</p>
</html>
)";

constexpr EmbeddedFile kFiles[] = {
    {"/index.html", "text/html; charset=utf-8", "\"no-ui-1\"", kPage, {}, {}, false},
};

}  // namespace

std::span<const EmbeddedFile> embedded_files() {
  return kFiles;
}

}  // namespace trama::ui
