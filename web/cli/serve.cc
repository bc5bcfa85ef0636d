// trama serve: the composition root. Opens the catalog, wires the routes, serves until a signal, drains, exits.
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>

#include <pthread.h>
#include <sys/resource.h>

#include "web/cli/command.h"
#include "web/cli/output.h"
#include "web/cli/temp_folder.h"
#include "web/http/handlers/handlers.h"
#include "web/http/login.h"
#include "web/http/server.h"
#include "web/http/tokens.h"
#include "web/service/catalog.h"
#include "web/service/imports.h"
#include "web/service/sample.h"

namespace trama::cli {
namespace {

// Signals are taken by sigwait alone; every thread started later inherits the mask.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

// A thousand idle connections are a normal day: take what the system allows.
void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

Result<http::ServerOptions> server_options(const ServeOptions& options, const std::string& folder) {
  http::ServerOptions server;
  server.address = options.address;
  server.port = options.port;
  server.hosts = options.hosts;
  server.insecure = options.insecure;
  server.workers = options.workers;
  server.spool_folder = folder + "/spool";
  std::error_code error;
  std::filesystem::remove_all(server.spool_folder, error);  // what an earlier process could not finish
  std::filesystem::create_directories(server.spool_folder, error);
  if (!options.token_file.empty()) {
    auto tokens = http::read_token_file(options.token_file);
    if (!tokens) return tokens.error();
    server.tokens = tokens.take();
    server.anonymous_role = http::Role::none;
  }
  return server;
}

// A quarter of the server's threads may stand and wait for an import, a quarter for the index; the others answer.
std::size_t waiters_max(const ServeOptions& options) {
  constexpr std::size_t kWorkersMin = 8;
  return (options.workers == 0 ? kWorkersMin : options.workers) / 4;
}

int serve_catalog(const ServeOptions& options, const std::string& folder, const sigset_t& signals) {
  service::CatalogOptions catalog_options;
  catalog_options.folder = folder;
  catalog_options.search_waiters_max = waiters_max(options);
  catalog_options.cache_bytes = std::size_t{options.cache_mib} << 20;
  catalog_options.stale_after_us = TimeUs{options.stale_days} * 86'400 * 1'000'000;
  auto opened = service::Catalog::open(catalog_options);
  if (!opened) return fail(opened.error());
  service::Catalog& catalog = **opened;
  service::Imports imports(catalog, folder + "/imports", waiters_max(options));

  if (options.demo) {
    const auto loaded = service::load_sample(catalog);
    if (!loaded) return fail(loaded.error().context("loading the sample company"));
    std::cout << "sample company: " << loaded->contracts << " contracts in " << loaded->versions << " versions, "
              << loaded->consumers << " consumers, " << loaded->events << " run events" << std::endl;
    // A person opens the page at once: let it find everything.
    (void)catalog.projector().wait_for_search(catalog.registry().head(), 10'000);
  }

  auto wired = server_options(options, folder);
  if (!wired) return fail(wired.error());
  http::Server* running = nullptr;
  http::Context context{catalog, imports, [&running] { return running == nullptr ? "" : running->metrics(); },
                        options.web_folder};
  std::vector<http::Route> routes = http::api_routes(context);
  for (http::Route& route : http::login_routes(&wired.value())) routes.push_back(std::move(route));
  http::Router router(std::move(routes));
  router.set_fallback(http::page_fallback(context));

  auto created = http::Server::create(wired.take(), std::move(router));
  if (!created) return fail(created.error());
  running = created->get();
  if (const auto started = running->start(); !started) return fail(started.error());
  const std::string shown =
      options.address.find(':') == std::string::npos ? options.address : "[" + options.address + "]";
  std::cout << "listening on http://" << shown << ":" << running->port() << std::endl;

  int signal = 0;
  sigwait(&signals, &signal);
  std::cout << "stopping: finishing what is in progress" << std::endl;
  running->stop();
  return kFine;
}

}  // namespace

int serve(const ServeOptions& options) {
  const sigset_t signals = block_signals();
  raise_file_limit();
  // The demo's store lives as long as the process.
  const auto throw_away = options.demo ? TempFolder::make("trama-demo") : std::nullopt;
  if (options.demo && !throw_away) {
    return fail(make_error(ErrorCode::unreachable, "data-folder", "no temporary folder can be made for the demo"));
  }
  return serve_catalog(options, throw_away ? throw_away->path() : options.folder, signals);
}

}  // namespace trama::cli
