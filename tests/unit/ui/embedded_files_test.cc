// Goal: what the build embeds is complete and can be served as it is. Method: look at the table itself.
#include "web/ui/embedded_files.h"

#include <algorithm>
#include <set>
#include <string>

#include <doctest/doctest.h>

using trama::ui::embedded_files;
using trama::ui::find_embedded_file;

TEST_CASE("the page of the UI is there as HTML and not immutable") {
  const auto* page = find_embedded_file("/index.html");
  REQUIRE(page != nullptr);
  CHECK(page->content_type == "text/html; charset=utf-8");
  CHECK_FALSE(page->immutable);
  CHECK(page->identity.find("<title>Trama") != std::string_view::npos);
}

TEST_CASE("paths are sorted and found again and others are not") {
  const auto files = embedded_files();
  CHECK(std::is_sorted(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; }));
  for (const auto& file : files) CHECK(find_embedded_file(file.path) == &file);
  for (const char* path : {"", "/", "/index.htm", "/index.html/", "index.html", "/zzz"})
    CHECK(find_embedded_file(path) == nullptr);
}

TEST_CASE("every file has bytes and a type and an entity tag of its own") {
  std::set<std::string_view> tags;
  for (const auto& file : embedded_files()) {
    INFO(file.path);
    CHECK_FALSE(file.identity.empty());
    CHECK_FALSE(file.content_type.empty());
    CHECK(file.etag.size() > 2);
    CHECK(file.etag.front() == '"');
    CHECK(file.etag.back() == '"');
    CHECK(tags.insert(file.etag).second);
  }
}

#ifndef TRAMA_NO_UI
TEST_CASE("scripts and styles are compressed and immutable and named by the page") {
  const auto page = find_embedded_file("/index.html")->identity;
  int named = 0;
  for (const auto& file : embedded_files()) {
    if (!file.path.starts_with("/assets/")) continue;
    INFO(file.path);
    CHECK(file.immutable);
    CHECK(file.gzip.size() < file.identity.size());
    CHECK(file.br.size() < file.identity.size());
    if (file.identity.size() > 2000) CHECK_FALSE(file.gzip.empty());
    if (!file.gzip.empty()) CHECK(file.gzip.substr(0, 2) == std::string_view("\x1f\x8b", 2));
    named += page.find(file.path) != std::string_view::npos ? 1 : 0;
  }
  CHECK(named >= 2);
}

TEST_CASE("pages carry no script of their own but the boot data and name no other host") {
  for (const char* path : {"/index.html", "/docs.html"}) {
    const auto* page = find_embedded_file(path);
    REQUIRE(page != nullptr);
    const std::string text(page->identity);
    std::size_t scripts = 0, allowed = 0;
    for (std::size_t at = text.find("<script"); at != std::string::npos; at = text.find("<script", at + 1)) {
      ++scripts;
      const std::string tag = text.substr(at, text.find('>', at) - at);
      if (tag.find(" src=\"/assets/") != std::string::npos || tag.find("application/json") != std::string::npos)
        ++allowed;
    }
    CHECK(scripts == allowed);
    CHECK(text.find("<style") == std::string::npos);
    CHECK(text.find("http://") == std::string::npos);
    CHECK(text.find("https://") == std::string::npos);
  }
}
#endif
