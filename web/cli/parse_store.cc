// Options of what runs, fills, copies and checks a catalog.
#include "web/cli/parse.h"

namespace trama::cli {

void add_serve(CLI::App& app, Run* run) {
  const auto o = std::make_shared<ServeOptions>();
  CLI::App* c = app.add_subcommand("serve", "Serve the catalog: API, browser UI and reference");
  c->add_option("--data", o->folder, "Folder of the catalog; made when it is not there")->capture_default_str();
  c->add_option("--port", o->port, "Port; 0 takes a free one")->check(CLI::Range(0, 65535))->capture_default_str();
  c->add_option("--address", o->address, "Address to listen on; beyond loopback only with --token-file or --insecure")
      ->capture_default_str();
  c->add_option("--host", o->hosts, "A Host name to answer to besides loopback names and the address; repeatable");
  c->add_option("--token-file", o->token_file, "File of lines `name role sha256` (role: read, write or admin)");
  c->add_flag("--insecure", o->insecure, "Listen beyond loopback without tokens: everybody who can connect is admin");
  c->add_flag("--demo", o->demo, "Serve the sample company from a throw-away store");
  c->add_option("--workers", o->workers, "Threads that answer requests; 0 chooses by the cores")->capture_default_str();
  c->add_option("--cache", o->cache_mib, "MiB of memory for the store's block cache")->capture_default_str();
  c->add_option("--stale-after", o->stale_days, "Days after which what a job or manifest did not say again is stale")
      ->check(CLI::Range(1, 36'500))
      ->capture_default_str();
  c->add_option("--web-dir", o->web_folder, "Serve the browser UI from this folder (development)");
  c->callback([=] { *run = [o] { return serve(*o); }; });
}

void add_changes(CLI::App& app, Run* run) {
  const auto o = std::make_shared<ChangesOptions>();
  CLI::App* c = app.add_subcommand("changes", "Print the change log");
  c->add_option("--since", o->since, "Only changes after this seq")->capture_default_str();
  c->add_flag("--follow", o->follow, "Go on printing as changes happen");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return changes(*o); }; });
}

void add_import(CLI::App& app, Run* run) {
  const auto o = std::make_shared<ImportOptions>();
  CLI::App* c = app.add_subcommand(
      "import", "Import files and folders of contracts, NDJSON, an exported catalog, events, dbt, or SQL");
  CLI::App* events = add_import_events(c, run);
  CLI::App* dbt = add_import_dbt(c, run);
  CLI::App* sql = add_import_sql(c, run);
  c->add_option("paths", o->paths, "Contract files, NDJSON (.ndjson, .jsonl), multi-document YAML, or folders of them");
  c->add_option("--data", o->folder,
                "Import straight into this folder's store, which no server may have open; "
                "an exported folder brings its history");
  c->add_flag("--strict", o->strict, "Treat every warning and note as an error");
  add_remote(c, &o->remote);
  c->callback([=] {
    const bool other = c->got_subcommand(events) || c->got_subcommand(dbt) || c->got_subcommand(sql);
    if (!other) *run = [o] { return import_paths(*o); };
  });
}

void add_export(CLI::App& app, Run* run) {
  const auto o = std::make_shared<ExportOptions>();
  CLI::App* c = app.add_subcommand("export", "Write the whole catalog and its history to a folder");
  c->add_option("out", o->out, "Folder to write; new or empty")->required();
  c->add_option("--data", o->folder, "Folder of the catalog; a server may go on using it")->capture_default_str();
  c->callback([=] { *run = [o] { return export_folder(*o); }; });
}

void add_fsck(CLI::App& app, Run* run) {
  const auto o = std::make_shared<FsckOptions>();
  CLI::App* c = app.add_subcommand("fsck", "Compare store, lineage graph and search index");
  c->add_option("--data", o->folder, "Folder of the catalog, which no server may have open")->capture_default_str();
  c->add_flag("--json", o->json, "Print findings as JSON");
  c->callback([=] { *run = [o] { return fsck(*o); }; });
}

}  // namespace trama::cli
