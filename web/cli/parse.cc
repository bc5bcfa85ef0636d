// The list of commands, and the options that all share.
#include "web/cli/parse.h"

namespace trama::cli {

void add_remote(CLI::App* command, Remote* remote) {
  command->add_option("--server", remote->url, "Address of the server")->envname("TRAMA_URL")->capture_default_str();
  command->add_option("--token", remote->token, "Bearer token; better given by the environment")
      ->envname("TRAMA_TOKEN");
  command->add_flag("--json", remote->json, "Print the API's answer instead of a table");
}

int run(int argc, char** argv) {
  CLI::App app("Trama: data catalog, data-contract registry and lineage graph in one binary.", "trama");
  app.set_version_flag("--version", std::string("trama ") + TRAMA_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 fine; 1 the document is invalid or was refused; 2 wrong usage or unreadable file; 3 server or "
      "folder not reached.");
  Run chosen;
  add_serve(app, &chosen);
  add_register(app, &chosen);
  add_check(app, &chosen);
  add_diff(app, &chosen);
  add_get(app, &chosen);
  add_list(app, &chosen);
  add_search(app, &chosen);
  add_suggest(app, &chosen);
  add_lineage(app, &chosen);
  add_lineage_diff(app, &chosen);
  add_impact(app, &chosen);
  add_paths(app, &chosen);
  add_retire(app, &chosen);
  add_erase(app, &chosen);
  add_consumer(app, &chosen);
  add_compatibility(app, &chosen);
  add_agreements(app, &chosen);
  add_proposals(app, &chosen);
  add_propose(app, &chosen);
  add_proposal(app, &chosen);
  add_edge(app, &chosen);
  add_alias(app, &chosen);
  add_changes(app, &chosen);
  add_import(app, &chosen);
  add_manifests(app, &chosen);
  add_sweep(app, &chosen);
  add_jobs(app, &chosen);
  add_run(app, &chosen);
  add_dataset(app, &chosen);
  add_status(app, &chosen);
  add_export(app, &chosen);
  add_fsck(app, &chosen);
  add_init(app, &chosen);
  add_rules(app, &chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kFine : kUsage;
  }
  return chosen();
}

}  // namespace trama::cli
